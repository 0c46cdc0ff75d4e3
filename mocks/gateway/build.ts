import type { Http2SecureServer, ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Clock } from '../../src/core/clock.ts';
import { AppError } from '../../src/core/errors.ts';
import { defaultRules } from '../../src/inti/validate.ts';
import { requiredFile } from '../../src/service/required-file.ts';
import type { Log, Service } from '../../src/service/serve.ts';
import { answers } from './answers.ts';
import { Checks } from './checks.ts';
import type { GatewayConfig } from './config.ts';
import { Journal } from './journal.ts';
import { matcherClient } from './matcher-client.ts';
import { Outbox } from './outbox.ts';
import { Refusal } from './refusal.ts';
import { operator } from './routes/operator.ts';
import { transactions } from './routes/transactions.ts';

/** Largest INT-I file, bytes; INT-I names no limit. */
const fileBytesMax = 4 << 20;

/** Flow-control window of streams and sessions, bytes: HTTP/2's own 65,535 cost long links a round trip a window (RFC 9113 section 6.9.2). */
const windowBytes = 1_048_576;

/** Time that open streams get to end once the gateway stops, ms. */
const closeMs = 2000;

/**
 * The gateway: INT-I files in over HTTP/2 and mutual TLS 1.3, OSIA identify out, hit notices to the NCB inbox.
 * @throws AppError SERVICE_FILE_UNREADABLE, JOURNAL_UNUSABLE
 */
export async function buildGateway(config: GatewayConfig, log: Log, clock: Clock): Promise<Service> {
  const read = (file: string): Buffer => requiredFile('gateway', file);
  const tls = { cert: read(config.tls.certFile), key: read(config.tls.keyFile), ca: read(config.tls.caFile) };
  const matcher = matcherClient({
    ...config.matcher,
    ca: read(config.matcher.caFile),
    secret: new TextEncoder().encode(read(config.matcher.jwtSecretFile).toString('utf8').trim()),
    threshold: config.decision.threshold,
    concurrency: config.concurrency,
  }, clock);
  const ncb = { url: config.ncb.url, ca: read(config.ncb.caFile), cert: read(config.ncb.certFile), key: read(config.ncb.keyFile) };

  const journal = Journal.open(config.journalFile);
  const outbox = new Outbox(ncb, journal, log);
  const checks = new Checks({
    journal, matcher, clock, log,
    answers: answers(config.agency, config.tcnYear, journal, clock),
    rules: defaultRules,
    threshold: config.decision.threshold,
    notifyCountries: config.notifyCountries,
    limits: config,
    onNotices: (notices) => outbox.send(notices),
  });

  const { app, closeSessions } = server(tls, log);
  transactions(app, { checks, journal, rules: defaultRules, clock, waitMs: config.answerBudgetMs });
  operator(app, { checks, journal, outbox, matcher });
  await app.listen({ host: config.host, port: config.port });
  checks.resume();
  outbox.send(journal.undelivered());
  log('resumed', { pending: checks.size, noticesOwed: outbox.size });

  return {
    url: `https://${config.host}:${(app.server.address() as AddressInfo).port}`,
    async close() {
      await checks.stop();
      await outbox.stop();
      const cut = setTimeout(closeSessions, closeMs);
      await app.close();
      clearTimeout(cut);
      journal.close();
    },
  };
}

function server(tls: { cert: Buffer; key: Buffer; ca: Buffer }, log: Log): { app: FastifyInstance; closeSessions: () => void } {
  const app = fastify({
    http2: true,
    https: {
      ...tls, minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true, allowHTTP1: false, settings: { initialWindowSize: windowBytes },
    },
    // Fastify's own 72 s would end idle sites with a GOAWAY.
    http2SessionTimeout: 0,
    bodyLimit: fileBytesMax,
  }) as unknown as FastifyInstance;
  const sessions = new Set<ServerHttp2Session>();
  (app.server as unknown as Http2SecureServer).on('session', (session) => {
    session.setLocalWindowSize(windowBytes);
    session.on('error', () => session.destroy());
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.setNotFoundHandler(() => {
    throw new Refusal('unknown', 'no such resource');
  });
  app.setErrorHandler((error: FastifyError | Error, request, reply) => sendProblem(error, request, reply, log));
  return { app, closeSessions: () => sessions.forEach((session) => session.destroy()) };
}

function sendProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const refusal = toRefusal(error);
  if (refusal.problem.status >= 500) log('refused', { url: request.url, kind: refusal.kind, reason: refusal.cause instanceof Error ? refusal.cause.stack : refusal.message });
  // Fastify closes connections on errors of the body; HTTP/2 has no such header, and Node warns.
  reply.removeHeader('connection');
  if (refusal.problem.retryAfterS !== undefined) reply.header('retry-after', String(refusal.problem.retryAfterS));
  return reply.code(refusal.problem.status).header('content-type', 'application/problem+json').send(Buffer.from(JSON.stringify(refusal.body())));
}

function toRefusal(error: FastifyError | Error): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof AppError && error.code === 'INTI_NOT_A_FILE') return new Refusal('not-a-file', error.message);
  const { code, statusCode = 500 } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('too-large', `more than ${fileBytesMax} bytes`);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Refusal('media-type');
  if (statusCode < 500) return new Refusal('bad-request', error.message);
  return new Refusal('fault', '', { cause: error });
}
