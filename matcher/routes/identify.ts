import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../src/core/clock.ts';
import type { Auth } from '../auth.ts';
import type { Callbacks } from '../callbacks.ts';
import type { Result } from '../journal.ts';
import { readQuery, readSearch } from '../reading.ts';
import { Refusal } from '../refusal.ts';
import { identifyQuery } from '../request.ts';
import type { Searches } from '../searches.ts';
import type { Tasks } from '../tasks.ts';

export interface IdentifyParts {
  auth: Auth;
  /** The gallery's own name, beside `ALL`. */
  galleryId: string;
  callbacks: Callbacks;
  clock: Clock;
  /** @throws Refusal unavailable while the gallery is loaded */
  serving: () => { searches: Searches; tasks: Tasks };
}

/** OSIA's identify: 200 with the candidates, best first; 202 with a task where a callback or `Prefer: respond-async` asks for one. */
export function identify(app: FastifyInstance, { auth, galleryId, callbacks, clock, serving }: IdentifyParts): void {
  const onRequest = (request: FastifyRequest): Promise<void> => auth.require(request, 'abis.identify');

  app.post<{ Params: { galleryId: string } }>('/v1/identify/:galleryId', { onRequest }, async (request, reply) => {
    const receivedMs = clock.nowMs();
    const query = readQuery(identifyQuery, request.query);
    if (request.params.galleryId !== galleryId && request.params.galleryId !== 'ALL') throw new Refusal('unknown');
    const body = (request.body ?? Buffer.alloc(0)) as Buffer;
    const client = auth.clientOf(request);
    const { transactionId, callback = null, ...options } = query;
    const digest = createHash('sha256').update(JSON.stringify([request.params.galleryId, options])).update(body).digest('hex');
    if (callback !== null) callbacks.require(callback);
    if (callback !== null || prefersAsync(request)) return reply.code(202).send(await serving().tasks.take({ client, query, body, digest, callback }));

    const deadlineMs = readDeadlineMs(request.headers['x-deadline-ms']);
    const call = { client, transactionId, digest, priority: query.priority, receivedMs, deadlineMs };
    const { result, replay } = await serving().searches.answer(call, () => readSearch(query, body));
    if (replay) reply.header('idempotent-replay', 'true');
    return sendResult(reply, result, 'application/json', result.status);
  });
}

/** A result as it stands in the journal. */
export function sendResult(reply: FastifyReply, { body, serverTiming }: Result, type: string, status: number): FastifyReply {
  if (serverTiming) reply.header('server-timing', serverTiming);
  return reply.code(status).type(type).send(body);
}

/** `Prefer: respond-async` (RFC 7240 section 4.1). */
function prefersAsync(request: FastifyRequest): boolean {
  return String(request.headers['prefer'] ?? '').split(',').some((preference) => preference.trim().toLowerCase() === 'respond-async');
}

function readDeadlineMs(header: string | string[] | undefined): number | null {
  if (header === undefined) return null;
  if (!/^\d{1,9}$/.test(String(header))) throw new Refusal('schema', 'X-Deadline-Ms: whole milliseconds');
  return Number(header);
}
