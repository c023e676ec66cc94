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
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{etc/ssl/certs,etc/traefik,tmp,usr/local/bin}
chmod 755 "$root"
chmod 1777 "$root/tmp"
cp "$program" "$root/usr/local/bin/traefik"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
import_root "$root" "$image" "$key" 'ENV PATH=/usr/local/bin' 'ENTRYPOINT ["traefik"]' 'EXPOSE 80'
