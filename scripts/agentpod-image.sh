#!/usr/bin/env bash
# Builds AgentPod's own image from the Dockerfile. The engine's cache makes it quick when nothing changed.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"

"$here/node-image.sh"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! docker build --build-arg "NODE_IMAGE=$NODE_IMAGE" --tag "$AGENTPOD_IMAGE" "$here/.." >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  printf '%s: docker build failed (see above)\n' "$AGENTPOD_IMAGE" >&2
  exit 1
fi
