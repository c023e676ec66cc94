#!/usr/bin/env bash
# Removes what the scripts keep to be quicker the next time: images, built files, and an idle engine that they started.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"
PIDFILE=/var/run/agentpod-dockerd.pid

chmod -R u+w "${XDG_CACHE_HOME:-$HOME/.cache}/agentpod" 2>/dev/null || true
rm -rf "${XDG_CACHE_HOME:-$HOME/.cache}/agentpod"
# Of the others only what was built here: a pulled one may be somebody else's.
built=$(docker image ls --quiet --filter label=dev.agentpod.image.built-locally=true 2>/dev/null || true)
for image in "$OPENCLAW_IMAGE" "$STUB_IMAGE" "$AGENTPOD_IMAGE" $built; do
  # Without force: an image that a container uses stays.
  docker image rm "$image" 2>/dev/null || true
done
if [ -f "$PIDFILE" ] && [ -z "$(docker ps --quiet)" ]; then
  kill "$(cat "$PIDFILE")"
  echo "Stopped the engine that these scripts had started; its data stays in /var/lib/docker."
fi
