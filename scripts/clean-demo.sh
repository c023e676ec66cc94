#!/usr/bin/env bash
# Removes everything that the demo made: its pods, their volumes, and AgentPod's own state.
set -euo pipefail

cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
agentpod() { node dist/main.js "$@"; }

agentpod delete -f examples/demo --yes --volumes
agentpod state stop --destroy
