#!/bin/sh
# The command line inside the container. The database's password comes from a file, so that it is in no `docker inspect`.
set -eu

password=/run/secrets/postgres_password
if [ -s "$password" ]; then
  PGPASSWORD=$(cat "$password")
  export PGPASSWORD
fi

# The key of a first start. Later the one in the volume counts, which `agentpod secret rekey` may have changed.
first_key=/run/secrets/master_key
key="$AGENTPOD_STATE_DIR/master.key"
if [ -s "$first_key" ] && [ ! -e "$key" ]; then
  (umask 077 && cat "$first_key" >"$key.$$")
  mv -n "$key.$$" "$key"
fi

exec node /app/dist/main.js "$@"
