# The control plane. Needs no BuildKit: docker build, or docker compose build.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Not "npm ci": it refuses a lockfile that lacks other platforms' optional packages (see scripts/node.sh).
RUN npm install --no-save --no-audit --no-fund --ignore-scripts
COPY scripts ./scripts
COPY src ./src
RUN node scripts/bundle.ts && rm -f dist/*.map

FROM ${NODE_IMAGE}
# git, ssh and gpg: manifests from repositories, and who signed them. nftables: rules for what pods may reach.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git gpg libcap2-bin nftables openssh-client \
 # A process that is not root has no capability by itself; this program gets the container's one.
 && setcap cap_net_admin+ep /usr/sbin/nft \
 && apt-get purge -y libcap2-bin && apt-get autoremove -y && apt-get clean \
 && rm -rf /var/lib/apt/lists/* \
 # The manifests' folder belongs to another user than this container's.
 && git config --system --add safe.directory '*' \
 && install -d -o node -g node -m 700 /var/lib/agentpod
COPY --from=build /build/dist /app/dist
COPY package.json /app/
COPY schemas /app/schemas
COPY migrations /app/migrations
COPY compose/agentpod.sh /usr/local/bin/agentpod
ENV NODE_ENV=production AGENTPOD_STATE_DIR=/var/lib/agentpod
WORKDIR /app
USER node
ENTRYPOINT ["agentpod"]
CMD ["serve"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7080/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
