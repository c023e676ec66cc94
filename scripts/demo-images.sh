#!/usr/bin/env bash
# The images that the demo needs, made side by side where they cannot be pulled. Only the agent's own must be there.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)

# The first two may install a package each, and apt runs once at a time.
"$here/socket-filter-image.sh" || true
"$here/traefik-image.sh" &
traefik=$!
"$here/image.sh"
wait "$traefik" || true
