# Sourced by the scripts that bootstrap a Debian.
# shellcheck shell=bash

# Debian's own mirror as apt has it, so that a machine with a nearby mirror uses that one.
debian_mirror() {
  local uri=''
  if grep -q '^ID=debian' /etc/os-release; then
    # shellcheck disable=SC2016 # apt's own variables
    uri=$(apt-get indextargets --format '$(CREATED_BY) $(REPO_URI)' 2>/dev/null |
      awk '$1 == "Packages" && $2 ~ /^http.*\/debian\/?$/ { print $2; exit }')
  fi
  printf '%s\n' "${uri:-http://deb.debian.org/debian}"
}
