#!/bin/bash
# Runs once, on an empty data folder: a database and a role for each service, taken from the URLs that the services
# themselves are given. A role owns its own database and can connect to no other; nobody else can connect to it.
set -euo pipefail

sql() { psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" "$@"; }

sql <<'SQL'
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
SQL

for file in /run/secrets/*_database_url; do
  url=$(tr -d '[:space:]' <"$file")
  if [[ ! $url =~ ^postgres(ql)?://([a-z_][a-z0-9_]*):([A-Za-z0-9_.~-]+)@[^/]+/([a-z_][a-z0-9_]*)$ ]]; then
    echo "$(basename "$file"): must be postgres://role:password@host:port/database, the password of letters, digits and -_.~" >&2
    exit 1
  fi
  role=${BASH_REMATCH[2]} password=${BASH_REMATCH[3]} database=${BASH_REMATCH[4]}
  # The password reaches psql on its standard input: no other process can read it from there.
  sql <<SQL
SET password_encryption = 'scram-sha-256';
CREATE ROLE "$role" LOGIN PASSWORD '$password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE "$database" OWNER "$role";
REVOKE ALL ON DATABASE "$database" FROM PUBLIC;
SQL
  echo "database $database, owned by $role"
done
