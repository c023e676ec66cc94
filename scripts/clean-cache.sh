#!/usr/bin/env bash
# Removes what the scripts keep to be quicker the next time: images, built files, and an idle engine that they started.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"
PIDFILE=/var/run/agentpod-dockerd.pid

rm -rf "${XDG_CACHE_HOME:-$HOME/.cache}/agentpod"
for image in "$OPENCLAW_IMAGE" "$STUB_IMAGE"; do
  # Without force: an image that a container uses stays.
  docker image rm "$image" 2>/dev/null || true
done
if [ -f "$PIDFILE" ] && [ -z "$(docker ps --quiet)" ]; then
  kill "$(cat "$PIDFILE")"
  echo "Stopped the engine that these scripts had started; its data stays in /var/lib/docker."
fi
