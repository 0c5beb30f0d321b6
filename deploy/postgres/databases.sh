#!/bin/bash
# Runs before every migration: creates a database and a role for each service from the database URLs of the services. A role
# owns its database and can connect to no other; no other role can connect to it. Every run completes interrupted earlier runs
# and applies changed passwords.
set -euo pipefail

secrets=${SECRETS:-/run/secrets}
export PGUSER=postgres PGDATABASE=postgres PGCONNECT_TIMEOUT=10
wrong=0
report() { echo "$1" >&2; wrong=1; }

roles=() passwords=() databases=()
for service in $SERVICES; do
  file=${service}_database_url
  grep -qs '[^[:space:]]' "$secrets/$file" || { report "$file: the secret file is missing or empty; the step secrets creates it"; continue; }
  url=$(tr -d '[:space:]' <"$secrets/$file")
  if [[ ! $url =~ ^postgres(ql)?://([a-z_][a-z0-9_]*):([A-Za-z0-9_.~-]+)@[^/@[:space:]]+/([a-z_][a-z0-9_]*)$ ]]; then
    report "$file: must be postgres://role:password@host:port/database, the password of letters, digits and -_.~"
    continue
  fi
  role=${BASH_REMATCH[2]} password=${BASH_REMATCH[3]} database=${BASH_REMATCH[4]}
  case " postgres ${roles[*]-} ${databases[*]-} template0 template1 " in
    *" $role "* | *" $database "*) report "$file: $role or $database is used by another service: every service needs its own role and database"; continue ;;
  esac
  roles+=("$role") passwords+=("$password") databases+=("$database")
done
# All errors are reported before anything is created.
[ "$wrong" = 0 ] || exit 1

export PGPASSWORD
PGPASSWORD=$(tr -d '[:space:]' <"$secrets/postgres_password")
sql() { psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --tuples-only --no-align; }

if ! problem=$(sql 2>&1 <<'SQL'
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
SQL
); then
  echo "${problem##*FATAL:  }" >&2
  [[ $problem != *'password authentication failed'* ]] ||
    echo 'postgres_password is not the password that the data volume was created with: restore that one' >&2
  exit 1
fi

for i in "${!roles[@]}"; do
  # The password is passed on standard input, where other processes cannot read it, and is not logged.
  sql <<SQL
\set role ${roles[i]}
\set database ${databases[i]}
\set password '${passwords[i]}'
SET log_min_error_statement = panic;
SET password_encryption = 'scram-sha-256';
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role')
\gexec
ALTER ROLE :"role" LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec
ALTER DATABASE :"database" OWNER TO :"role";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
SQL
  echo "database ${databases[i]}, owned by ${roles[i]}"
done
