#!/usr/bin/env bash
# Makes sure that the engine has all images of docker-compose.yml, AgentPod's own among them. Where nothing can be pulled,
# stand-ins are built here, Traefik meanwhile in the background: compiling it takes minutes the first time.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)

"$here/traefik-image.sh" &
traefik=$!
failed=0
for part in socket-filter postgres agentpod; do
  "$here/$part-image.sh" || failed=1
done
wait "$traefik" || failed=1
exit "$failed"
