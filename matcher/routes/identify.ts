import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../../src/core/clock.ts';
import type { Auth } from '../auth.ts';
import { toProbe } from '../probe.ts';
import { Refusal } from '../refusal.ts';
import { identifyQuery, identifyRequest, problemsOf, type IdentifyQuery } from '../request.ts';
import type { Search, Searches } from '../searches.ts';

export interface IdentifyParts {
  auth: Auth;
  /** The gallery's own name, beside `ALL`. */
  galleryId: string;
  clock: Clock;
  /** @throws Refusal unavailable while the gallery is loaded */
  searches: () => Searches;
}

/** OSIA's synchronous identify: 200 with the candidates, best first. */
export function identify(app: FastifyInstance, { auth, galleryId, clock, searches }: IdentifyParts): void {
  const onRequest = (request: FastifyRequest): Promise<void> => auth.require(request, 'abis.identify');

  app.post<{ Params: { galleryId: string } }>('/v1/identify/:galleryId', { onRequest }, async (request, reply) => {
    const receivedMs = clock.nowMs();
    const query = readQuery(request.query);
    if (request.params.galleryId !== galleryId && request.params.galleryId !== 'ALL') throw new Refusal('unknown');
    const body = (request.body ?? Buffer.alloc(0)) as Buffer;
    const { transactionId, ...options } = query;
    const { result, replay } = await searches().answer({
      client: auth.clientOf(request),
      transactionId,
      digest: createHash('sha256').update(JSON.stringify([request.params.galleryId, options])).update(body).digest('hex'),
      priority: query.priority,
      receivedMs,
      deadlineMs: readDeadlineMs(request.headers['x-deadline-ms']),
    }, () => readSearch(query, body));
    if (result.serverTiming) reply.header('server-timing', result.serverTiming);
    if (replay) reply.header('idempotent-replay', 'true');
    return reply.code(result.status).type('application/json').send(result.body);
  });
}

function readQuery(given: unknown): IdentifyQuery {
  const query = identifyQuery.safeParse(given);
  if (query.success) return query.data;
  const missing = (given as Record<string, unknown>)['transactionId'] === undefined;
  throw missing ? new Refusal('missing-parameter', 'transactionId') : new Refusal('schema', problemsOf(query.error));
}

function readDeadlineMs(header: string | string[] | undefined): number | null {
  if (header === undefined) return null;
  if (!/^\d{1,9}$/.test(String(header))) throw new Refusal('schema', 'X-Deadline-Ms: whole milliseconds');
  return Number(header);
}

function readSearch({ maxNbCand, threshold }: IdentifyQuery, body: Buffer): Search {
  const request = identifyRequest.safeParse(parseJson(body));
  if (!request.success) throw new Refusal('schema', problemsOf(request.error));
  return { ...toProbe(request.data), maxCandidates: maxNbCand, threshold };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new Refusal('bad-json', '', { cause });
  }
}
