#!/bin/bash
# Starts PostgreSQL and creates the data folder on the first start. The folder is created under another name and renamed when
# complete, so an interrupted start leaves no incomplete cluster. (The image's own entrypoint cannot detect one.)
set -euo pipefail

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  fresh=$PGDATA.fresh
  rm -rf "$fresh"
  mkdir -p "$fresh"
  echo 'creating the data folder'
  initdb --pgdata="$fresh" --username=postgres --pwfile=/run/secrets/postgres_password --encoding=UTF8 \
    --auth-local=trust --auth-host=scram-sha-256 >/dev/null
  mv -T "$fresh" "$PGDATA"
fi
# ANALYZE runs when half of a table has changed, not a tenth: each run reads 30,000 rows.
exec postgres -c listen_addresses='*' -c unix_socket_directories=/tmp -c autovacuum_analyze_scale_factor=0.5 \
  -c hba_file=/etc/orderwire/pg_hba.conf -c archive_mode=on -c archive_timeout=5min \
  -c 'archive_command=sh /etc/orderwire/archive-wal.sh /var/lib/postgresql/wal-archive "%p" "%f"'
