#!/usr/bin/env bash
# PostgreSQL refuses to run as root, so on a server where root runs AgentPod its database needs a user of its own.
set -euo pipefail

[ "$(id -u)" = 0 ] || exit 0
if getent passwd agentpod >/dev/null || getent passwd postgres >/dev/null; then
  exit 0
fi
useradd --system --no-create-home --shell /usr/sbin/nologin agentpod
echo "database-user: made the system user agentpod, which the embedded database runs as"
