import { MARK } from './written-file.ts';

/**
 * An image of the project with redrill among its dependencies. Real engines are fetched while it is built, so that a drill needs no network for them:
 * wheels by pip, OpenSearch from Maven Central, the browser from Debian.
 */
export function dockerfile(): string {
  return `# ${MARK} --write eventbridge
FROM node:24-bookworm-slim
ENV REDRILL_CACHE=/opt/redrill CI=1
RUN apt-get update \\
 && apt-get install -y --no-install-recommends ca-certificates chromium git procps python3-pip \\
 && rm -rf /var/lib/apt/lists/*
WORKDIR /drill
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && mkdir -p /opt/redrill && chown node:node /drill /opt/redrill
COPY --chown=node:node . .
# PostgreSQL refuses to run as root.
USER node
RUN npx --no-install redrill doctor --fetch
ENTRYPOINT ["npx", "--no-install", "redrill"]
CMD ["due"]
`;
}

/** What must not reach the image: results, keys and what npm ci brings. */
export function dockerignore(): string {
  return `# ${MARK} --write eventbridge
node_modules
results
.git
.redrill
*.pem
*.key
.env*
`;
}
