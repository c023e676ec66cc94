#!/usr/bin/env bash
# Removes everything that the demo made: pods with their volumes, networks, the database and its folder.
set -euo pipefail

cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
# shellcheck source=scripts/demo-env.sh
. scripts/demo-env.sh
agentpod() { node dist/main.js "$@"; }

if [ "$(id -u)" = 0 ]; then
  state=/var/lib/agentpod-demo
else
  state=${XDG_STATE_HOME:-$HOME/.local/state}/agentpod-demo
fi

agentpod delete -f examples/demo --yes --volumes
agentpod state stop
rm -rf "$state"
echo "The demo is gone. Kept: the images in the engine, and ${XDG_CACHE_HOME:-$HOME/.cache}/agentpod (make clean-cache)."
