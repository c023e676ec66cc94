#!/usr/bin/env bash
# Builds Docker Compose as $1, for machines whose package of Docker comes without it.
set -euo pipefail

package=github.com/docker/compose/v2
go build -trimpath -o "$1" -ldflags "-s -w -X $package/internal.Version=v$VERSION" "$package/cmd"
