#!/usr/bin/env bash
# Makes sure that the engine has the OpenClaw image: already there, else pulled, else built on this machine.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"
PULL_SECONDS=${AGENTPOD_PULL_SECONDS:-600}

say() { printf 'image: %s\n' "$*"; }

if ! command -v docker >/dev/null; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "the docker command is missing: install it (https://docs.docker.com/engine/install/)." >&2
    exit 1
  fi
  apt-get update >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends docker.io iptables >/dev/null
fi

if docker image inspect "$OPENCLAW_IMAGE" >/dev/null 2>&1; then
  exit 0
fi

say "pulling $OPENCLAW_IMAGE"
# The limit is for a registry that neither answers nor refuses; a slow line can raise it by AGENTPOD_PULL_SECONDS.
if reason=$(timeout "$PULL_SECONDS" docker pull --quiet "$OPENCLAW_IMAGE" 2>&1); then
  exit 0
fi

say "cannot be pulled (${reason:-no end after $PULL_SECONDS seconds})"
say "building it on this machine instead (2 to 4 minutes, once)"
rootfs=$("$here/image-build.sh")
# The same settings as the official image's Dockerfile, as far as a container's behaviour depends on them.
docker import \
  --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'ENV NODE_ENV=production' \
  --change 'USER node' \
  --change 'WORKDIR /app' \
  --change 'ENTRYPOINT ["tini", "-s", "--"]' \
  --change 'CMD ["node", "openclaw.mjs", "gateway"]' \
  --change 'LABEL dev.agentpod.image.built-locally=true' \
  --change "LABEL org.opencontainers.image.version=$OPENCLAW_VERSION" \
  "$rootfs" "$OPENCLAW_IMAGE" >/dev/null
say "$OPENCLAW_IMAGE was BUILT LOCALLY from Debian and npm packages; it is not the official image"
