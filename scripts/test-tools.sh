#!/usr/bin/env bash
# Builds the real programs that tests compare with, each set in a folder of its own in the cache, made once for its versions:
#   sops     sops, age-keygen
#   pebble   pebble (an ACME server), pebble-challtestsrv (DNS for it)
# Names on the command line choose among them. With --where SET nothing is built: its folder is printed if it is there.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"

tools="${XDG_CACHE_HOME:-$HOME/.cache}/agentpod/tools"
BUILD_SECONDS=900

say() { printf 'test tools: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

choose() { # choose SET: its folder, and its packages.
  case $1 in
    sops)
      bin="$tools/sops-$SOPS_VERSION-age-$AGE_VERSION"
      packages=("github.com/getsops/sops/v3/cmd/sops@v$SOPS_VERSION" "filippo.io/age/cmd/age-keygen@v$AGE_VERSION")
      ;;
    pebble)
      bin="$tools/pebble-$PEBBLE_VERSION"
      local module=github.com/letsencrypt/pebble/v2/cmd
      packages=("$module/pebble@v$PEBBLE_VERSION" "$module/pebble-challtestsrv@v$PEBBLE_VERSION")
      ;;
    *) die "there is no set \"$1\": sops or pebble" ;;
  esac
}

# In a subshell: the lock and the trap are its own.
build() ( # build SET
  choose "$1"
  [ ! -d "$bin" ] || exit 0
  command -v go >/dev/null || die "the Go compiler is missing, so tests against the real $1 are left out."
  mkdir -p "$tools"
  exec 9>"$tools/$1.lock"
  flock 9 # Somebody else may be building them right now.
  [ ! -d "$bin" ] || exit 0
  building=$(mktemp -d "$tools/building.XXXXXX")
  log=$(mktemp)
  trap 'rm -rf "$building" "$log"' EXIT
  say "building $(basename "$bin") (minutes, once)"
  for package in "${packages[@]}"; do
    if ! GOFLAGS=-mod=mod GOBIN="$building" timeout "$BUILD_SECONDS" go install "$package" </dev/null >"$log" 2>&1; then
      tail -n 10 "$log" >&2
      die "$package could not be built, so tests against the real $1 are left out."
    fi
  done
  mv -T "$building" "$bin"
)

if [ "${1:-}" = --where ]; then
  choose "${2:-sops}"
  [ -d "$bin" ] || exit 1
  printf '%s\n' "$bin"
  exit 0
fi

failed=0
[ "$#" -gt 0 ] || set -- sops pebble
for wanted in "$@"; do build "$wanted" || failed=1; done
exit "$failed"
