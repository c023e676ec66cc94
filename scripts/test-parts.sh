#!/usr/bin/env bash
# Brings what the tests need beside npm packages: an engine, images, Compose, and the real programs that they compare with.
# What has to be compiled is compiled in the background while the images are made. The engine and the agents' images must be
# there; without another part the tests that need it are left out, which they say.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)

missing() { printf '\n*** %s: see above; the tests that need it are LEFT OUT\n\n' "$1" >&2; }

compile() {
  "$here/traefik-image.sh" || missing 'the Traefik image is missing'
  docker compose version >/dev/null 2>&1 || "$here/go-program.sh" compose >/dev/null || missing 'Docker Compose is missing'
  "$here/test-tools.sh" || missing 'a test tool is missing'
}

"$here/database-user.sh"
"$here/engine.sh"
# Before the background work: these may install a package, and apt runs once at a time.
"$here/small-image.sh"
"$here/ssh-server.sh" || missing 'an ssh server is missing'
"$here/terminal.sh" || missing 'tmux is missing'
"$here/browser.sh" || missing 'a browser is missing'
compile &
compiling=$!
"$here/image.sh"
wait "$compiling"
"$here/images.sh" || missing 'an image of docker-compose.yml is missing'
