# Sourced by the scripts that bring the images of docker-compose.yml: each is pulled where that is possible, and else a
# stand-in is built on this machine from Debian packages and programs of the same versions.
# shellcheck shell=bash

# shellcheck source=scripts/debian-mirror.sh
. "$here/debian-mirror.sh"

# The limit is for a registry that neither answers nor refuses; a slow line can raise it by AGENTPOD_PULL_SECONDS.
PULL_SECONDS=${AGENTPOD_PULL_SECONDS:-600}
KEY_LABEL=dev.agentpod.image.key
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/agentpod"

say() { printf '%s: %s\n' "${image:-image}" "$*"; }
die() { say "$*" >&2; exit 1; }

# The engine has the image: pulled at some time, or built here from this very recipe.
has_image() { # has_image IMAGE KEY
  local found
  found=$(docker image inspect --format "{{index .Config.Labels \"$KEY_LABEL\"}}" "$1" 2>/dev/null) || return 1
  [ -z "$found" ] || [ "$found" = "$2" ]
}

# An image with our label was built here because it could not be pulled; asking again for each change of a recipe is slow.
pulled() { # pulled IMAGE
  local reason
  ! docker image inspect "$1" >/dev/null 2>&1 || return 1
  say "pulling"
  if reason=$(timeout "$PULL_SECONDS" docker pull --quiet "$1" 2>&1); then return 0; fi
  say "cannot be pulled (${reason:-no end after $PULL_SECONDS seconds}); building a stand-in on this machine"
  return 1
}

# Makes the folder of a root file system into the image.
import_root() { # import_root FOLDER IMAGE KEY CHANGE...
  local folder=$1 image=$2 changes=(--change "LABEL $KEY_LABEL=$3" --change 'LABEL dev.agentpod.image.built-locally=true')
  shift 3
  for change in "$@"; do changes+=(--change "$change"); done
  tar --numeric-owner --one-file-system -C "$folder" -c . | docker import "${changes[@]}" - "$image" >/dev/null
  say "BUILT LOCALLY; it is not the official image"
}

need_debian() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ "$(uname -m)" = x86_64 ] ||
    die "it cannot be pulled, and building a stand-in needs root on x86-64 Debian or Ubuntu. Check the network, then: docker pull $image"
}

# Runs a command with its output in a log that is shown only if the command fails.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" </dev/null >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    rm -f "$log"
    die "failed: $1 (see above)"
  fi
  rm -f "$log"
}

# One apt at a time, since images are made side by side.
apt_install() {
  mkdir -p "$CACHE"
  (
    flock 9
    quietly apt-get update
    quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
  ) 9>"$CACHE/apt.lock"
}

# A small Debian below FOLDER, with more packages. The base is bootstrapped once and kept in the cache.
debian_root() { # debian_root FOLDER PACKAGE...
  local folder=$1 base="$CACHE/debian-bookworm-r1.tar"
  shift
  mkdir -p "$CACHE"
  (
    flock 9
    [ -s "$base" ] || bootstrap_debian "$base"
  ) 9>"$CACHE/debian.lock"
  tar -C "$folder" -xf "$base"
  cp -L /etc/resolv.conf "$folder/etc/resolv.conf"
  quietly chroot "$folder" apt-get update
  quietly chroot "$folder" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
  rm -rf "$folder"/usr/share/{doc,man,info,locale} "$folder"/var/lib/apt/lists/* "$folder"/var/cache/apt/* "$folder"/var/log/*.log
}

bootstrap_debian() { # bootstrap_debian TAR
  local root
  root=$(mktemp -d "${TMPDIR:-/var/tmp}/agentpod-debian.XXXXXX")
  # debootstrap leaves /proc mounted when it is interrupted: unmount before deleting. This runs in a subshell of its own.
  # shellcheck disable=SC2064 # the folder that it is now
  trap "umount '$root/proc' '$root/sys' 2>/dev/null || true; rm -rf --one-file-system '$root'; rm -f '$1.part'" EXIT
  if ! command -v debootstrap >/dev/null || [ ! -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
    apt_install debootstrap debian-archive-keyring
  fi
  say "building a Debian base system"
  # One package that a mirror fails to send ends a run; the next run goes on with what is there.
  quietly bootstrap_with_retries debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$(debian_mirror)"
  # A machine behind a proxy that it trusts: what is built on it must trust it too.
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  tar --numeric-owner --one-file-system -C "$root" -cf "$1.part" .
  mv "$1.part" "$1"
}

bootstrap_with_retries() { "$@" || "$@" || "$@"; }
