# One image for every service of the reference stack; docker-compose.yml says which one a container runs.
ARG NODE=node:26-bookworm-slim
ARG RUST=rust:1.95-slim-bookworm

FROM ${RUST} AS addons
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY matcher/wsq matcher/wsq
COPY matcher/core matcher/core
COPY matcher/napi matcher/napi
COPY synth/core synth/core
COPY synth/napi synth/napi
RUN cargo build --release --locked -p hotspot-matcher-napi -p hotspot-synth-napi

FROM ${NODE} AS packages
WORKDIR /build
COPY package.json package-lock.json ./
# The image brings its own Node: without install scripts the npm package `node` stays empty. No other package has a script that counts.
RUN npm ci --omit=dev --ignore-scripts --no-fund --no-audit && rm -rf node_modules/node node_modules/.bin/node

FROM ${NODE}
WORKDIR /hotspot
ENV NODE_ENV=production HOTSPOT_CACHE=/stack/cache
COPY --from=packages /build/node_modules node_modules
COPY --from=addons /build/target/release/libhotspot_matcher_napi.so matcher/hotspot_matcher.node
COPY --from=addons /build/target/release/libhotspot_synth_napi.so synth/hotspot_synth.node
COPY package.json ./
COPY bin bin
COPY synth synth
COPY matcher matcher
COPY scenarios scenarios
COPY mocks mocks
COPY reports reports
COPY src src
RUN mkdir /stack && chown node:node /stack
USER node
VOLUME /stack
