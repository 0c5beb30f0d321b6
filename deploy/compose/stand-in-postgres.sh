#!/bin/bash
# The stand-in's entrypoint: the part of the official image's behaviour that docker-compose.yml relies on. On an empty data
# folder: initdb with the password of POSTGRES_PASSWORD_FILE, then /docker-entrypoint-initdb.d/*.sh against a server that
# listens on a socket only. Then the server, as an account without rights.
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown -R 999:999 /var/lib/postgresql /var/run/postgresql
  exec setpriv --reuid=999 --regid=999 --clear-groups "$0" "$@"
fi
[ "${1:-}" = postgres ] || exec "$@"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username=postgres --pwfile="${POSTGRES_PASSWORD_FILE:?}" --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 >/dev/null
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl -w start -o "-c listen_addresses='' -c unix_socket_directories=/var/run/postgresql" >/dev/null
  export POSTGRES_USER=postgres POSTGRES_DB=postgres PGHOST=/var/run/postgresql
  for script in /docker-entrypoint-initdb.d/*.sh; do
    [ -e "$script" ] || continue
    # As in the official image: those that may be executed are, others are sourced.
    if [ -x "$script" ]; then "$script"; else . "$script"; fi
  done
  pg_ctl -w -m fast stop >/dev/null
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
