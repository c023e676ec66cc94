#!/usr/bin/env bash
# Makes sure that the engine has the HAProxy image that the socket filter runs: already there, else pulled, else made of
# Debian's haproxy package.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"
# shellcheck source=scripts/image-parts.sh
. "$here/image-parts.sh"
image=$SOCKET_FILTER_IMAGE

key=$(cat "$0" "$here/image-parts.sh" | sha256sum | cut -c1-12)
if has_image "$image" "$key" || pulled "$image"; then
  exit 0
fi

need_debian
work=$(mktemp -d "${TMPDIR:-/var/tmp}/agentpod-image.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
debian_root "$work" haproxy busybox
# The official image is made of Alpine, which has these from busybox.
ln -s busybox "$work/bin/wget"
# The official image has its program there, and this user.
ln -s /usr/sbin/haproxy "$work/usr/local/sbin/haproxy"
chroot "$work" usermod --uid 99 haproxy
chroot "$work" groupmod --gid 99 haproxy
import_root "$work" "$image" "$key" 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  'USER haproxy' 'ENTRYPOINT []' 'CMD ["haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]'
