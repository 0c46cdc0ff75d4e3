import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Clock } from '../src/core/clock.ts';
import { requiredFile } from '../src/service/required-file.ts';
import type { Log, Service } from '../src/service/serve.ts';
import { bearerAuth } from './auth.ts';
import type { MatcherConfig } from './config.ts';
import { Matcher } from './index.ts';
import { Journal } from './journal.ts';
import { Refusal } from './refusal.ts';
import { health } from './routes/health.ts';
import { identify } from './routes/identify.ts';
import { Searches } from './searches.ts';

/** Largest body, bytes. */
const bodyBytesMax = 8 << 20;

/** Time that a request may take to arrive, ms. */
const requestMsMax = 30_000;

/** Time that open connections get to end once the service stops, ms. */
const closeMs = 1000;

/**
 * The matcher's service: OSIA ABIS identify over HTTPS (TLS 1.3). It listens at once and refuses with 503 until the gallery is loaded.
 * @throws AppError SERVICE_FILE_UNREADABLE, JOURNAL_UNUSABLE, and those of `Matcher.open`
 */
export async function buildMatcher(config: MatcherConfig, log: Log, clock: Clock): Promise<Service> {
  const read = (file: string): Buffer => requiredFile('matcher', file);
  const tls = { cert: read(config.tls.certFile), key: read(config.tls.keyFile) };
  const auth = bearerAuth(new TextEncoder().encode(read(config.jwtSecretFile).toString('utf8').trim()), clock);
  const journal = Journal.open(config.journalFile, config.keepDays, clock);

  let serving: { matcher: Matcher; searches: Searches } | null = null;
  const app = server(tls, log);
  health(app, () => serving);
  identify(app, {
    auth, clock, galleryId: config.galleryId,
    searches() {
      if (!serving) throw new Refusal('unavailable', 'loading the gallery');
      return serving.searches;
    },
  });
  await app.listen({ host: config.host, port: config.port });
  const { matcher, searches } = serving = await load(config, log, clock, journal).catch(async (error: unknown) => {
    await app.close();
    journal.close();
    throw error;
  });
  return {
    url: `https://${config.host}:${(app.server.address() as AddressInfo).port}`,
    async close() {
      await searches.stop();
      const cut = setTimeout(() => app.server.closeAllConnections(), closeMs);
      await app.close();
      clearTimeout(cut);
      journal.close();
      matcher.close();
    },
  };
}

async function load(config: MatcherConfig, log: Log, clock: Clock, journal: Journal): Promise<{ matcher: Matcher; searches: Searches }> {
  const { corpora, cacheDir, threads } = config;
  const matcher = await Matcher.open({ corpora, cacheDir, threads, onProgress: (done, total) => log('progress', { step: 'enrolment', done, total }) });
  log('loaded', { people: matcher.size, version: matcher.version });
  const searches = new Searches({ journal, clock, limits: config, identify: (probe, options) => matcher.identify(probe, options) });
  return { matcher, searches };
}

function server(tls: { cert: Buffer; key: Buffer }, log: Log): FastifyInstance {
  const onError = (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => sendRefusal(error, request, reply, log);
  const app = fastify<Server>({
    https: { ...tls, minVersion: 'TLSv1.3' },
    bodyLimit: bodyBytesMax,
    requestTimeout: requestMsMax,
    // Refusals while closing are ours.
    return503OnClosing: false,
    // Paths that the router cannot read.
    frameworkErrors: (_, request, reply) => void onError(new Refusal('unknown'), request, reply),
  }) as unknown as FastifyInstance;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.setNotFoundHandler(() => {
    throw new Refusal('unknown');
  });
  app.setErrorHandler(onError);
  return app;
}

function sendRefusal(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const refusal = toRefusal(error);
  const { status, retryAfterS, challenge } = refusal.row;
  if (status >= 500) log('refused', { url: request.url, kind: refusal.kind, reason: refusal.cause instanceof Error ? refusal.cause.stack : refusal.message });
  if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
  if (challenge !== undefined) reply.header('www-authenticate', challenge);
  const body = refusal.body();
  return body === null ? reply.code(status).send() : reply.code(status).type('application/json').send(body);
}

function toRefusal(error: FastifyError | Error): Refusal {
  if (error instanceof Refusal) return error;
  const { code, statusCode = 500 } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('too-large', `more than ${bodyBytesMax} bytes`);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Refusal('bad-json', 'application/json is taken');
  if (statusCode < 500) return new Refusal('bad-json', error.message);
  return new Refusal('fault', '', { cause: error });
}
