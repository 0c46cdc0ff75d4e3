# One image for every service of the reference stack; docker-compose.yml says which one a container runs.
ARG NODE=node:26-bookworm-slim
ARG RUST=rust:1.95-slim-bookworm

FROM ${RUST} AS addons
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY matcher matcher
COPY synth synth
RUN cargo build --release --locked -p hotspot-matcher-napi -p hotspot-synth-napi

FROM ${NODE} AS packages
WORKDIR /build
COPY package.json package-lock.json ./
# The image brings its own Node; the npm package of it is for machines that do not.
RUN npm ci --omit=dev --no-fund --no-audit && rm -rf node_modules/node node_modules/node-bin-* node_modules/.bin/node

FROM ${NODE}
WORKDIR /hotspot
ENV NODE_ENV=production HOTSPOT_CACHE=/stack/cache
COPY --from=packages /build/node_modules node_modules
COPY package.json ./
COPY bin bin
COPY src src
COPY scenarios scenarios
COPY synth synth
COPY mocks mocks
COPY matcher matcher
COPY reports reports
COPY --from=addons /build/target/release/libhotspot_matcher_napi.so matcher/hotspot_matcher.node
COPY --from=addons /build/target/release/libhotspot_synth_napi.so synth/hotspot_synth.node
RUN mkdir /stack && chown node:node /stack
USER node
VOLUME /stack
