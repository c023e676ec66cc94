#!/usr/bin/env bash
# Applies the demo and shows what runs. The Makefile's target "demo" brings everything this needs.
set -euo pipefail

cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
agentpod() { node dist/main.js "$@"; }

agentpod apply -f examples/demo --yes
agentpod get pods
agentpod get pods -o urls
