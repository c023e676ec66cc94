#!/usr/bin/env bash
# Makes sure that a Docker Engine answers. An engine that already answers is never restarted or reconfigured.
set -euo pipefail

SOCKET=/var/run/docker.sock
PIDFILE=/var/run/agentpod-dockerd.pid
LOG=/var/log/agentpod-dockerd.log
WAIT_SECONDS=60

say() { printf 'engine: %s\n' "$*"; }
die() { printf 'engine: %s\n' "$*" >&2; exit 1; }

# The API's own ping, so that this works before the docker command is installed.
answers() {
  case "${DOCKER_HOST:-unix://$SOCKET}" in
    unix://*)
      local path="${DOCKER_HOST:-unix://$SOCKET}"
      [ "$(curl --silent --max-time 5 --unix-socket "${path#unix://}" http://docker/_ping 2>/dev/null)" = OK ] ;;
    # ssh:// and TLS need the client's own set-up.
    *) docker version --format '{{.Server.Version}}' >/dev/null 2>&1 ;;
  esac
}

as_root_on_debian() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
  local log
  log=$(mktemp)
  # No recommends: they bring AppArmor and cgroup tools that an engine in a container or a small VM cannot use.
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } \
      </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    die "apt-get could not install: $*"
  fi
  rm -f "$log"
}

# For egress rules. An Engine is of use without them, and AgentPod then says what it cannot keep.
install_packet_filter() {
  if command -v nft >/dev/null || [ -n "${DOCKER_HOST:-}" ] || ! as_root_on_debian; then return 0; fi
  say "installing nftables with apt-get"
  (apt_install nftables) || say "without nftables: pods with egress rules will be blocked"
}

wait_until_answers() {
  local deadline=$((SECONDS + $1))
  until answers; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.3
  done
}

# Waits for the socket only if the service manager accepted the start: on a machine without systemd both refuse at once.
start_by_service() {
  if [ -d /run/systemd/system ]; then
    systemctl start docker >/dev/null 2>&1
  else
    [ -x /etc/init.d/docker ] && service docker start >/dev/null 2>&1
  fi
}

start_in_background() {
  # setsid: the engine must outlive this script and its terminal.
  setsid dockerd -H "unix://$SOCKET" --pidfile "$PIDFILE" </dev/null >>"$LOG" 2>&1 &
}

if ! command -v curl >/dev/null; then
  as_root_on_debian || die "curl is missing: install it and run this again."
  apt_install curl ca-certificates
fi

if answers; then
  install_packet_filter
  exit 0
fi
[ -z "${DOCKER_HOST:-}" ] || die "no Docker Engine answers at DOCKER_HOST=$DOCKER_HOST; start it, or unset DOCKER_HOST."
[ "$(uname -s)" = Linux ] || die "no Docker Engine answers; start Docker Desktop (or OrbStack, Colima) and run this again."
if [ "$(id -u)" != 0 ]; then
  [ ! -S "$SOCKET" ] || die "no access to $SOCKET: add yourself to the docker group (sudo usermod -aG docker $USER, then log in again), or use sudo."
  die "no Docker Engine answers: run 'sudo scripts/engine.sh' to install and start one, or start your own."
fi
if ! command -v dockerd >/dev/null || ! command -v iptables >/dev/null; then
  as_root_on_debian || die "no Docker Engine found: install one (https://docs.docker.com/engine/install/) and run this again."
  say "installing docker.io with apt-get (about half a minute)"
  apt_install docker.io iptables nftables
fi

if answers; then # The package's own script may have started it.
  exit 0
fi
say "starting the Docker Engine"
if start_by_service && wait_until_answers 15; then
  say "running (started as a service)"
  exit 0
fi
if ! pgrep -x dockerd >/dev/null; then
  start_in_background
  LOG_NOTE=", log $LOG"
fi
if ! wait_until_answers "$WAIT_SECONDS"; then
  tail -n 20 "$LOG" >&2 || true
  die "the Docker Engine did not answer within $WAIT_SECONDS seconds (its log: $LOG)."
fi
say "running${LOG_NOTE:-}"
