import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Clock } from '../src/core/clock.ts';
import { requiredFile } from '../src/service/required-file.ts';
import type { Log, Service } from '../src/service/serve.ts';
import { bearerAuth } from './auth.ts';
import { Callbacks } from './callbacks.ts';
import type { MatcherConfig } from './config.ts';
import { FaceModel } from './face-model.ts';
import { Matcher } from './index.ts';
import { Journal } from './journal.ts';
import { Metrics } from './metrics.ts';
import { Persons } from './persons.ts';
import { Refusal } from './refusal.ts';
import { health } from './routes/health.ts';
import { identify } from './routes/identify.ts';
import { persons } from './routes/persons.ts';
import { tasks } from './routes/tasks.ts';
import { Searches } from './searches.ts';
import { formatShard } from './shard.ts';
import { Tasks } from './tasks.ts';

/** Largest body, bytes. */
const bodyBytesMax = 8 << 20;

/** Time that a request may take to arrive, ms. */
const requestMsMax = 30_000;

/** Time that open connections get to end once the service stops, ms. */
const closeMs = 1000;

/**
 * The matcher's service: OSIA ABIS over HTTPS (TLS 1.3). It listens at once and refuses with 503 until the gallery is loaded.
 * @throws AppError SERVICE_FILE_UNREADABLE, JOURNAL_UNUSABLE, and those of `FaceModel.open` and `Matcher.open`
 */
export async function buildMatcher(config: MatcherConfig, log: Log, clock: Clock): Promise<Service> {
  const read = (file: string): Buffer => requiredFile('matcher', file);
  const tls = { cert: read(config.tls.certFile), key: read(config.tls.keyFile) };
  const auth = bearerAuth(new TextEncoder().encode(read(config.jwtSecretFile).toString('utf8').trim()), clock);
  const journal = Journal.open(config.journalFile, config.keepDays, clock);

  const callbacks = new Callbacks({ ...config.callbacks, ca: config.callbacks.caFile === undefined ? undefined : read(config.callbacks.caFile) }, log);

  let serving: Serving | null = null;
  const served = (): Serving => {
    if (!serving) throw new Refusal('unavailable', 'loading the gallery');
    return serving;
  };
  const metrics = new Metrics(() => serving && { people: serving.matcher.size, ...serving.searches.counts });
  const { galleryId, shard } = config;
  const app = server(tls, formatShard(shard), metrics, log);
  health(app, { metrics, shard, serving: () => serving });
  identify(app, { auth, galleryId, callbacks, clock, serving: served });
  tasks(app, { auth, tasks: () => served().tasks });
  persons(app, { auth, galleryId, persons: () => served().persons });
  await app.listen({ host: config.host, port: config.port });
  const loaded = serving = await load(config, { log, clock, journal, callbacks, metrics }).catch(async (error: unknown) => {
    await app.close();
    journal.close();
    throw error;
  });
  loaded.tasks.resume();
  return {
    url: `https://${config.host}:${(app.server.address() as AddressInfo).port}`,
    async close() {
      const stopped = loaded.tasks.stop();
      await loaded.searches.stop();
      await stopped;
      const cut = setTimeout(() => app.server.closeAllConnections(), closeMs);
      await app.close();
      clearTimeout(cut);
      callbacks.close();
      journal.close();
      loaded.matcher.close();
    },
  };
}

interface Serving {
  matcher: Matcher;
  searches: Searches;
  tasks: Tasks;
  persons: Persons;
}

interface Around {
  log: Log;
  clock: Clock;
  journal: Journal;
  callbacks: Callbacks;
  metrics: Metrics;
}

async function load(config: MatcherConfig, { log, clock, journal, callbacks, metrics }: Around): Promise<Serving> {
  const { corpora, galleries, cacheDir, store, shard, threads, galleryId } = config;
  const startMs = clock.nowMs();
  const faceModel = config.faceModel === undefined ? undefined : await FaceModel.open(config.faceModel);
  const matcher = await Matcher.open({ corpora, galleries, cacheDir, store, shard, threads, faceModel, onProgress: (done, total) => log('progress', { step: 'enrolment', done, total }) });
  log('loaded', { people: matcher.size, loadMs: Math.round(clock.nowMs() - startMs), shard: formatShard(shard), version: matcher.version, tornBytes: matcher.tornBytes });
  const searches = new Searches({ journal, clock, limits: config, identify: (probe, options) => matcher.identify(probe, options), onResult: (status, stagesMs) => metrics.searched(status, stagesMs) });
  return {
    matcher, searches,
    tasks: new Tasks({ journal: journal.tasks, searches, callbacks, clock, log }),
    persons: new Persons({ matcher, clock, galleryId, shard, hasStore: store !== undefined }),
  };
}

function server(tls: { cert: Buffer; key: Buffer }, shard: string, metrics: Metrics, log: Log): FastifyInstance {
  const onError = (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const refusal = toRefusal(error);
    metrics.refused(refusal.kind);
    return sendRefusal(refusal, request, reply, log);
  };
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
  // Whose answer it is: a gateway over several shards must not take one for another.
  app.addHook('onSend', async (_, reply) => void reply.header('x-shard', shard));
  return app;
}

function sendRefusal(refusal: Refusal, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
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
