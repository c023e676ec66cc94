#!/usr/bin/env bash
# Makes sure that the tests of "agentpod top" have a terminal that a program can drive: tmux.
set -euo pipefail

say() { printf 'terminal: %s\n' "$*" >&2; }

command -v tmux >/dev/null && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  say "no tmux, so the terminal dashboard is not tested in a real terminal: install tmux."
  exit 1
fi
say "installing tmux with apt-get"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends tmux; } \
    </dev/null >"$log" 2>&1; then
  tail -n 10 "$log" >&2
  say "it could not be installed, so the terminal dashboard is not tested in a real terminal."
  exit 1
fi
