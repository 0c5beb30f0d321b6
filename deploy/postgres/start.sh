#!/bin/bash
# Starts PostgreSQL, on the first start in a new data folder. The folder is made aside and takes its place complete, in one
# rename: a start that is killed half-way leaves nothing that a later one would take for a cluster. (The image's own
# entrypoint goes by a file that is there long before the cluster is whole.)
set -euo pipefail

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  fresh=$PGDATA.fresh
  rm -rf "$fresh"
  mkdir -p "$fresh"
  echo 'making a new data folder'
  initdb --pgdata="$fresh" --username=postgres --pwfile=/run/secrets/postgres_password --encoding=UTF8 \
    --auth-local=trust --auth-host=scram-sha-256 >/dev/null
  mv -T "$fresh" "$PGDATA"
fi
exec postgres -c listen_addresses='*' -c unix_socket_directories=/tmp \
  -c hba_file=/etc/orderwire/pg_hba.conf
