#!/usr/bin/env bash
# Applies the demo and shows what runs. The Makefile's target "demo" brings everything this needs.
set -euo pipefail

cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
# shellcheck source=scripts/demo-env.sh
. scripts/demo-env.sh
# shellcheck source=scripts/versions.env
. scripts/versions.env
agentpod() { node dist/main.js "$@"; }

for image in "$TRAEFIK_IMAGE" "$SOCKET_FILTER_IMAGE"; do
  docker image inspect "$image" >/dev/null 2>&1 && continue
  printf '\n*** %s is missing (see above): the demo runs WITHOUT the reverse proxy, on local ports\n\n' "$image" >&2
  export AGENTPOD_PROXY=off
done

agentpod apply -f examples/demo --yes
printf '\n'
agentpod get pods
cat <<END

Open the first one (the certificate is signed by this machine: your browser will ask once):
  export $(env | grep '^AGENTPOD_' | sort | tr '\n' ' ')
  alias agentpod="$PWD/node_modules/.bin/node $PWD/dist/main.js"
  agentpod pod open acme/agent                 # a link that works once, for the owner
  agentpod proxy ca                            # what a browser has to trust not to ask
Try:
  docker rm -f agentpod-demo_acme_agent_g1     # break something
  agentpod diff -f examples/demo               # see the drift
  agentpod apply -f examples/demo              # heal it
  make clean-demo                              # remove it all
END
