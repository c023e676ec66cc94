#!/usr/bin/env bash
# What the demo and its removal have in common. Sourced by both.
# An instance of its own: the demo never meets the pods of a real installation on this machine.
export AGENTPOD_INSTANCE=demo
# Nor its state: what the shell points at is a real one's.
unset AGENTPOD_STATE_DIR AGENTPOD_DATABASE_URL DATABASE_URL AGENTPOD_MASTER_KEY_FILE AGENTPOD_DOOR
# Ports that a web server on this machine hardly has; another choice is respected.
export AGENTPOD_HTTP_PORT=${AGENTPOD_HTTP_PORT:-8080} AGENTPOD_HTTPS_PORT=${AGENTPOD_HTTPS_PORT:-8443}
export AGENTPOD_PROXY_BIND=${AGENTPOD_PROXY_BIND:-127.0.0.1}
