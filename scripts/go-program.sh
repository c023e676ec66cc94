#!/usr/bin/env bash
# Builds a program that is published as a Go module and in no package: "go-program.sh traefik" builds scripts/traefik once
# and prints the program's path. It is kept in the cache, keyed by all that goes in. --where builds nothing: it prints the
# path if the program is there.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"
BUILD_SECONDS=${AGENTPOD_BUILD_SECONDS:-1500}

name=$1
recipe="$here/$name"
say() { printf '%s: %s\n' "$name" "$*" >&2; }
die() { say "$*"; exit 1; }

case $name in
  traefik) version=$TRAEFIK_VERSION ;;
  compose) version=$COMPOSE_VERSION ;;
  *) die "there is no recipe scripts/$name" ;;
esac

grep -q " v$version\( \|$\)" "$recipe/go.mod" || die "versions.env says $version, scripts/$name/go.mod does not."

tools="${XDG_CACHE_HOME:-$HOME/.cache}/agentpod/tools"
key=$(cd "$recipe" && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12)
program="$tools/$name-$version-$key"

if [ -x "$program" ]; then
  printf '%s\n' "$program"
  exit 0
fi
[ "${2:-}" != --where ] || exit 1
command -v go >/dev/null || die "the Go compiler is missing: install Go 1.26 or newer (https://go.dev/dl)."

mkdir -p "$tools"
exec 9>"$tools/$name.lock"
flock 9 # Somebody else may be building it right now.
if [ ! -x "$program" ]; then
  building=$(mktemp -d "$tools/building.XXXXXX")
  # Files copied from Go's module cache are read-only.
  trap 'chmod -R u+w "$building"; rm -rf "$building"' EXIT
  say "building $version from its Go module (3 to 10 minutes, once)"
  cp -R "$recipe/." "$building"
  if ! (cd "$building" && VERSION=$version CGO_ENABLED=0 GOFLAGS=-mod=mod timeout "$BUILD_SECONDS" bash build.sh program) \
      </dev/null >"$building/log" 2>&1; then
    tail -n 15 "$building/log" >&2
    die "$version could not be built within $BUILD_SECONDS seconds (see above)."
  fi
  mv "$building/program" "$program"
fi
printf '%s\n' "$program"
