#!/usr/bin/env bash
# Makes sure that the end-to-end tests have a browser: Chromium, and what makes it trust a certificate authority.
set -euo pipefail

say() { printf 'browser: %s\n' "$*" >&2; }

packages=()
[ -x "${AGENTPOD_CHROMIUM:-/usr/bin/chromium}" ] || packages+=(chromium)
command -v certutil >/dev/null || packages+=(libnss3-tools)
command -v ip >/dev/null || packages+=(iproute2)
[ "${#packages[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  say "missing ${packages[*]}, so tests in a browser are left out: install them, or name a Chromium by AGENTPOD_CHROMIUM."
  exit 1
fi
say "installing ${packages[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"; } \
    </dev/null >"$log" 2>&1; then
  tail -n 10 "$log" >&2
  say "they could not be installed, so tests in a browser are left out."
  exit 1
fi
