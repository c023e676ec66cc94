#!/usr/bin/env bash
# Builds Traefik as $1. Its library for ACME, lego, knows some 180 DNS providers, and not every Go proxy has all the SDKs
# that those need: a copy of lego with a table of a few providers takes its place (dns/providers.go).
set -euo pipefail

lego=$(awk '$1 == "github.com/go-acme/lego/v5" { print $1 "@" $2; exit }' go.mod)
# Outside this module, whose own replace line points to the copy that is to be made.
lego_dir=$(cd / && go mod download -json "$lego" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
cp -R "$lego_dir" lego
chmod -R u+w lego
cp dns/providers.go lego/providers/dns/zz_gen_dns_providers.go

package=github.com/traefik/traefik/v3
go build -trimpath -o "$1" -ldflags "-s -w -X $package/pkg/version.Version=$VERSION -X $package/pkg/version.Codename=agentpod" \
  "$package/cmd/traefik"
