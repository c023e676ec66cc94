#!/usr/bin/env bash
# Makes sure that the engine has the stub agent image of the load and fault tests: one static Go program and busybox.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"
source_dir="$here/../test/stub-agent"

say() { printf 'stub image: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

need() { # need PACKAGE WHAT: installs a Debian package, or says what is missing.
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    die "$2 is missing: install it (Debian package $1) and run this again."
  fi
  apt-get update >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" >/dev/null
}

# A label holds the hash of what went in, so that an unchanged image is found without building anything.
key=$(cat "$0" "$source_dir/main.go" "$source_dir/go.mod" | sha256sum | cut -c1-16)
label=dev.agentpod.stub.key
if [ "$(docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$STUB_IMAGE" 2>/dev/null)" = "$key" ]; then
  exit 0
fi

command -v go >/dev/null || need golang-go "the Go compiler"
command -v busybox >/dev/null || need busybox-static "a static busybox"
busybox=$(command -v busybox)
# A dynamically linked one would not run in an image without a C library.
if ldd "$busybox" >/dev/null 2>&1; then
  need busybox-static "a static busybox"
  busybox=$(command -v busybox)
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,etc,tmp,home/node,app}
(cd "$source_dir" && CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$root/bin/stub-agent" .)
cp "$busybox" "$root/bin/busybox"
# "exec" tests call these by name.
for applet in sh cat ls id sleep wget env kill ps touch stat sed; do ln -s busybox "$root/bin/$applet"; done
# The real image's command line starts with "node openclaw.mjs": the stub skips such words.
ln -s stub-agent "$root/bin/node"
printf 'root:x:0:0:root:/:/bin/sh\nnode:x:1000:1000:node:/home/node:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\nnode:x:1000:\n' >"$root/etc/group"
chmod 1777 "$root/tmp"
chown 1000:1000 "$root/home/node" 2>/dev/null || true # Only root can; the tar below sets what matters.

tar --numeric-owner -C "$root" -c . | docker import \
  --change 'ENV PATH=/bin' --change 'USER node' --change 'WORKDIR /app' --change 'CMD ["stub-agent"]' \
  --change "LABEL $label=$key" - "$STUB_IMAGE" >/dev/null
say "$STUB_IMAGE built"
