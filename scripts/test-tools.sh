#!/usr/bin/env bash
# Builds the real sops and age-keygen, which tests compare with, and prints the folder that they are in. Kept in the cache,
# made once for each pair of versions. With --where nothing is built: the folder is printed if it is there.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"

cache="${XDG_CACHE_HOME:-$HOME/.cache}/agentpod"
bin="$cache/tools/sops-$SOPS_VERSION-age-$AGE_VERSION"
BUILD_SECONDS=900

say() { printf 'test tools: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

if [ -x "$bin/sops" ] && [ -x "$bin/age-keygen" ]; then
  printf '%s\n' "$bin"
  exit 0
fi
[ "${1:-}" != --where ] || exit 1
command -v go >/dev/null || die "the Go compiler is missing, so tests against the real sops are left out."

mkdir -p "$cache/tools"
exec 9>"$cache/tools.lock"
flock 9 # Somebody else may be building them right now.
if [ ! -x "$bin/sops" ]; then
  building=$(mktemp -d "$cache/tools/building.XXXXXX")
  log=$(mktemp)
  trap 'rm -rf "$building" "$log"' EXIT
  say "building sops $SOPS_VERSION and age-keygen $AGE_VERSION (minutes, once)"
  for package in "github.com/getsops/sops/v3/cmd/sops@v$SOPS_VERSION" "filippo.io/age/cmd/age-keygen@v$AGE_VERSION"; do
    if ! GOFLAGS=-mod=mod GOBIN="$building" timeout "$BUILD_SECONDS" go install "$package" </dev/null >"$log" 2>&1; then
      tail -n 10 "$log" >&2
      die "$package could not be built, so tests against the real sops are left out."
    fi
  done
  mv -T "$building" "$bin"
fi
printf '%s\n' "$bin"
