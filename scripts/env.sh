#!/usr/bin/env bash
# Writes .env for docker-compose.yml: .env.example with a new password, a new master key and the group of the
# Engine's socket filled in. An .env that is there is never touched: its password is the database's.
set -euo pipefail

cd "$(dirname "$0")/.."
file=${1:-.env}
socket=/var/run/docker.sock

say() { printf 'env: %s\n' "$*"; }

if [ -e "$file" ]; then
  say "$file is there already and stays as it is"
  exit 0
fi
if [ ! -S "$socket" ]; then
  say "there is no Docker Engine at $socket: start it (scripts/engine.sh) and run this again." >&2
  exit 1
fi

umask 077
password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
key=$(head -c 32 /dev/urandom | base64)
# -L: the socket may be a link. BSD's stat, as on a Mac, has other flags.
group=$(stat -L -c %g "$socket" 2>/dev/null || stat -L -f %g "$socket")
part=$(mktemp "$file.XXXXXX")
trap 'rm -f "$part"' EXIT
sed -e "s/^POSTGRES_PASSWORD=\$/&$password/" -e "s|^AGENTPOD_MASTER_KEY=\$|&$key|" -e "s/^DOCKER_GID=\$/&$group/" .env.example >"$part"
mv -n "$part" "$file"
say "wrote $file with a new database password and a new master key; keep a copy of it elsewhere"
