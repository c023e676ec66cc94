#!/usr/bin/env bash
# Makes the pictures of the documents: runs diff, apply and top on the demo's pods in a real terminal and draws what it shows.
# Needs tmux, a Docker Engine with the demo's image, and a build (npm run build). Removes what it made.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
# The embedded database runs as another user when this runs as root.
chmod o+x "$work"
COLUMNS_WIDE=108
ROWS=32
READY_SECONDS=240

export PATH="$work/bin:$root/node_modules/.bin:$PATH"
# An instance of its own, with ports and subnets that no other one uses.
export AGENTPOD_INSTANCE=readme
export AGENTPOD_STATE_DIR="$work/state"
export AGENTPOD_PORT_RANGE=25000-25099
export AGENTPOD_SUBNET_POOL=10.219.0.0/20

terminal() { tmux -u -L agentpod-readme "$@"; }
screen() { terminal capture-pane -p -t demo "$@"; }

cleanup() {
  terminal kill-server 2>/dev/null || true
  agentpod delete -f "$work/tenants" --volumes --yes --quiet >/dev/null || true
  agentpod state stop --quiet >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

make_work_folder() {
  mkdir -p "$work/bin"
  printf '#!/bin/sh\nexec "%s/node_modules/.bin/node" "%s/dist/main.js" "$@"\n' "$root" "$root" >"$work/bin/agentpod"
  chmod +x "$work/bin/agentpod"
  cp -r "$root/examples/demo" "$work/tenants"
  printf '  model:\n    primary: openai/gpt-5.2\n' >>"$work/tenants/acme.yaml"
}

# Each prompt tells tmux that the command before it has ended.
open_terminal() {
  terminal -f /dev/null new-session -d -s demo -x "$COLUMNS_WIDE" -y "$ROWS" -c "$work" \
    -e PS1='\[\e[1;32m\]$\[\e[0m\] ' -e PROMPT_COMMAND='tmux -L agentpod-readme wait-for -S prompt' \
    bash --norc --noprofile
  wait_for_prompt
}

type_in() { terminal send-keys -t demo "$1" Enter; }

# The signal comes just before the prompt is drawn; what is typed earlier would be shown twice.
wait_for_prompt() {
  terminal wait-for prompt
  wait_for_text '^\$$'
}

wait_for_text() {
  local deadline=$((SECONDS + READY_SECONDS))
  until screen | grep -q "$1"; do
    [ "$SECONDS" -lt "$deadline" ] || { screen >&2; echo "record: never saw: $1" >&2; exit 1; }
    sleep 0.2
  done
}

# draw TITLE FILE [FIRST]: the whole screen, or what it shows from the line with FIRST on.
draw() {
  screen -e | sed -n "/${3:-^}/,\$p" | node "$root/scripts/terminal-svg.ts" "$COLUMNS_WIDE" "$1" >"$work/$2"
  mv "$work/$2" "$here/$2"
}

make_work_folder
agentpod apply -f "$work/tenants" --yes --quiet

# Something for each section: a manifest that moved on, and a container that somebody removed.
sed -i 's|openai/gpt-5.2|openai/gpt-5.2-pro|' "$work/tenants/acme.yaml"
docker rm -f agentpod-readme_globex_agent_g1 >/dev/null

open_terminal
type_in 'agentpod diff -f tenants'
wait_for_prompt
draw 'agentpod diff: pending and drift' diff.svg

type_in clear
wait_for_prompt
type_in 'agentpod apply -f tenants'
wait_for_text 'Only "yes"'
type_in yes
wait_for_text '[6-9]s *waiting until ready'
wait_for_prompt
draw 'agentpod apply: what was asked, done and measured' apply.svg

type_in clear
wait_for_prompt
type_in 'agentpod top -f tenants'
wait_for_text 'globex/agent.* Running'
docker kill agentpod-readme_globex_agent_g1 >/dev/null
wait_for_text 'globex/agent.* Crashed'
terminal send-keys -t demo Down
wait_for_text '[0-9]Mi/'
draw 'agentpod top: a pod that was killed' top.svg
terminal send-keys -t demo q
