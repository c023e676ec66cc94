#!/usr/bin/env bash
# Makes sure that the tests of git over ssh have an sshd. On a machine of a person nothing is installed: the package would
# start a server that others can reach.
set -euo pipefail

say() { printf 'ssh server: %s\n' "$*" >&2; }

[ -x /usr/sbin/sshd ] && exit 0
if [ -z "${CI:-}" ] || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  say "no /usr/sbin/sshd, so git over ssh is not tested: install openssh-server, or run this with CI=true as root."
  exit 1
fi
say "installing openssh-server"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openssh-server; } \
    </dev/null >"$log" 2>&1; then
  tail -n 10 "$log" >&2
  say "it could not be installed, so git over ssh is not tested."
  exit 1
fi
