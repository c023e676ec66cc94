#!/usr/bin/env bash
# Applies the demo and shows what runs. The Makefile's target "demo" brings everything this needs.
set -euo pipefail

cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
# An instance of its own: the demo never meets the pods of a real installation on this machine.
export AGENTPOD_INSTANCE=demo
# Nor its state: what the shell points at is a real one's.
unset AGENTPOD_STATE_DIR AGENTPOD_DATABASE_URL DATABASE_URL AGENTPOD_MASTER_KEY_FILE
agentpod() { node dist/main.js "$@"; }

agentpod apply -f examples/demo --yes
printf '\n'
agentpod get pods
cat <<'END'

Try:
  export AGENTPOD_INSTANCE=demo; alias agentpod="$PWD/node_modules/.bin/node $PWD/dist/main.js"
  docker rm -f agentpod-demo_acme_agent_g1     # break something
  agentpod diff -f examples/demo               # see the drift
  agentpod apply -f examples/demo              # heal it
  make clean-demo                              # remove it all
END
