# The image of every service: docker build --build-arg SERVICE=orders-ms -t orderwire/orders-ms .
# Works without BuildKit. Stages: manifests → tools → libraries → build, and manifests → production; `runtime` uses both.
# `service`, the last one, is `runtime`; `gateway` adds the storefront.
# NODE_IMAGE=node@sha256:… pins the base by digest; docs/kubernetes.md says what makes images reproducible.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# The manifests of all workspaces. The layers below are rebuilt only when one of these files changes.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY contracts/package.json contracts/
COPY platform/package.json platform/
COPY platform/bin platform/bin
COPY test-kit/package.json test-kit/
COPY auth-ms/package.json auth-ms/
COPY products-ms/package.json products-ms/
COPY orders-ms/package.json orders-ms/
COPY payments-ms/package.json payments-ms/
COPY notifications-ms/package.json notifications-ms/
COPY invoices-ms/package.json invoices-ms/
COPY shipping-ms/package.json shipping-ms/
COPY insights-ms/package.json insights-ms/
COPY client-gateway/package.json client-gateway/
COPY storefront/package.json storefront/
COPY stripe-sandbox/package.json stripe-sandbox/
COPY mailbox/package.json mailbox/
COPY carrier-sandbox/package.json carrier-sandbox/
COPY launcher/package.json launcher/
COPY e2e/package.json e2e/

# Compilers and types of all workspaces, shared by the builds of all images.
FROM manifests AS tools
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --workspaces --include-workspace-root=false

FROM tools AS libraries
COPY contracts contracts
COPY platform platform
RUN npm run build -w contracts && npm run build -w platform

# The built pages of the shop and the console.
FROM libraries AS storefront
COPY storefront storefront
RUN npm run build -w storefront && rm -rf storefront/dist/.vite

# /out contains the code of this repository for the service's image.
FROM libraries AS build
ARG SERVICE
COPY ${SERVICE} ${SERVICE}
RUN npm run build -w ${SERVICE}
RUN for part in contracts platform ${SERVICE}; do \
      for kept in dist data prisma/migrations migrations; do \
        if [ -d "$part/$kept" ]; then mkdir -p "/out/$part/$kept" && cp -r "$part/$kept/." "/out/$part/$kept"; fi; \
      done; \
    done \
 && find /out \( -name '*.map' -o -name '*.d.ts' -o -name '.tsbuildinfo' \) -delete

# For compose.dev.yaml: compiles and restarts when a source file changes.
FROM build AS development
ENV NODE_ENV=development HOST=0.0.0.0 SERVICE=${SERVICE}
COPY deploy/compose/watch.mjs /app/
COPY --from=storefront /app/storefront/dist storefront/dist
RUN chown -R node:node contracts platform ${SERVICE}
USER node
WORKDIR /app/${SERVICE}
HEALTHCHECK --interval=10s --timeout=15s --start-period=5m --start-interval=2s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "/app/watch.mjs"]

# The dependencies of the service and of the libraries, from the lock file, without documentation.
FROM manifests AS production
ARG SERVICE
COPY deploy/compose/prune.mjs /tmp/
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --omit=dev -w ${SERVICE} \
 && node /tmp/prune.mjs ${SERVICE} \
 && rm -rf package-lock.json .npmrc

FROM ${NODE_IMAGE} AS runtime
ARG SERVICE
# Default: production, which rejects placeholders and default passwords.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
# A mounted volume belongs to the account that runs the service.
RUN mkdir /data && chown node:node /data
COPY --from=production /app /app
COPY --from=build /out /app
WORKDIR /app/${SERVICE}
USER node
HEALTHCHECK --interval=10s --timeout=15s --start-period=2m --start-interval=2s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# The process shuts down gracefully on SIGTERM, which the init process of the composed system (`init: true`) forwards.
CMD ["node", "dist/bundle.js"]

# client-gateway with the pages that it serves.
FROM runtime AS gateway
ENV STOREFRONT_DIR=/app/storefront/dist
COPY --from=storefront /app/storefront/dist /app/storefront/dist

FROM runtime AS service
