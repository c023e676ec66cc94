#!/usr/bin/env bash
# Makes sure that the engine has the Traefik image: already there, else pulled, else built from Traefik's Go module.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"
# shellcheck source=scripts/image-parts.sh
. "$here/image-parts.sh"
image=$TRAEFIK_IMAGE

key=$(cat "$here"/traefik/{go.mod,build.sh,dns/providers.go} "$0" | sha256sum | cut -c1-12)
if has_image "$image" "$key" || pulled "$image"; then
  exit 0
fi

program=$("$here/go-program.sh" traefik)
# A static one, for a shell that needs no C library.
if ! command -v busybox >/dev/null || ldd "$(command -v busybox)" >/dev/null 2>&1; then
  need_debian
  apt_install busybox-static
fi
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
mkdir -p "$root"/{bin,etc/ssl/certs,tmp,usr/local/bin}
chmod 1777 "$root/tmp"
cp "$program" "$root/usr/local/bin/traefik"
cp "$(command -v busybox)" "$root/bin/sh"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
# As the official image does it: a command line may begin with the program's name, or with its first flag.
cat >"$root/entrypoint.sh" <<'END'
#!/bin/sh
case "${1:-}" in
  -* | version | healthcheck) set -- traefik "$@" ;;
esac
exec "$@"
END
chmod 755 "$root/entrypoint.sh"
import_root "$root" "$image" "$key" 'ENV PATH=/usr/local/bin:/bin' 'ENTRYPOINT ["/entrypoint.sh"]' 'CMD ["traefik"]' 'EXPOSE 80'
