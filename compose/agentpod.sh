#!/bin/sh
# The command line inside the container. The database's password comes from a file, so that it is in no `docker inspect`.
set -eu
secret=/run/secrets/postgres_password
if [ -s "$secret" ]; then
  PGPASSWORD=$(cat "$secret")
  export PGPASSWORD
fi
exec node /app/dist/main.js "$@"
