import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../../../src/core/clock.ts';
import { parseTcn } from '../../../src/core/tcn.ts';
import { readSearch } from '../../../src/inti/search.ts';
import type { Finding } from '../../../src/inti/types.ts';
import type { Rules } from '../../../src/inti/validate.ts';
import { sha256 } from '../answers.ts';
import type { Checks, Pending } from '../checks.ts';
import { formatServerTiming } from '../../../src/core/server-timing.ts';
import { preferredWaitMs } from '../headers.ts';
import { requireSite } from '../identity.ts';
import { byBytes, type Entry, type Journal, type Reply } from '../journal.ts';
import { Refusal } from '../refusal.ts';

export interface TransactionParts {
  checks: Checks;
  journal: Journal;
  rules: Rules;
  clock: Clock;
  /** Wait of a POST without `Prefer`, ms. */
  waitMs: number;
}

/**
 * INT-I over HTTP. `POST /v1/transactions`: 200 answer file, 202 + Location = journalled; `GET /v1/transactions/{tcn}`: 200 answer file,
 * 204 not yet, 404 unknown to this originator.
 */
export function transactions(app: FastifyInstance, { checks, journal, rules, clock, waitMs }: TransactionParts): void {
  const onRequest = async (request: Parameters<typeof requireSite>[0]): Promise<void> => void requireSite(request);

  app.post('/v1/transactions', { onRequest }, async (request, reply) => {
    const receivedMs = clock.nowMs();
    const ori = requireSite(request);
    const file = (request.body ?? new Uint8Array()) as Uint8Array;
    const digest = sha256(file);
    const read = readSearch(file, rules);
    const originator = 'search' in read ? read.search.ori : read.ori;
    if (originator !== null && originator !== ori) throw new Refusal('originator-differs', `certificate ${ori}, file ${originator}`);

    const tcn = 'search' in read ? read.search.tcn : refusedTcn(read, digest);
    const known = checks.find({ ori, tcn }) ?? journal.find({ ori, tcn });
    if (known && known.digest !== digest) throw new Refusal('other-bytes', `${ori} ${tcn}`);
    const taken = { ori, tcn, digest, file };
    const durationsMs = { validate: clock.nowMs() - receivedMs };
    const check = known ?? ('search' in read
      ? checks.take(taken, receivedMs, durationsMs)
      : checks.takeRefused(taken, { tcr: read.tcr, findings: read.refused }, receivedMs, durationsMs));
    const answer = await answerOf(check, preferredWaitMs(request.headers['prefer'] as string | undefined) ?? waitMs);
    if (answer) return sendFile(reply, answer);
    return reply.code(202).header('location', `/v1/transactions/${encodeURIComponent(tcn)}`).send();
  });

  app.get<{ Params: { tcn: string } }>('/v1/transactions/:tcn', { onRequest }, async (request, reply) => {
    const key = { ori: requireSite(request), tcn: request.params.tcn };
    const check = checks.find(key) ?? journal.find(key);
    if (!check) throw new Refusal('unknown', key.tcn);
    const answer = await answerOf(check, preferredWaitMs(request.headers['prefer'] as string | undefined) ?? 0);
    return answer ? sendFile(reply, answer) : reply.code(204).send();
  });
}

/** ERM code of a damaged file or record. */
const damaged = 117;

/**
 * A damaged file stands in the journal by its bytes: many clients end a stream that they cancel like a whole one, and a transfer that broke
 * off must not take its TCN from the whole file. Those that send `content-length` get 400 instead.
 */
function refusedTcn({ tcr, refused }: { tcr: string; refused: Finding[] }, digest: string): string {
  if (!parseTcn(tcr, true)) return byBytes('00000000000', digest);
  return refused.some(({ code }) => code === damaged) ? byBytes(tcr, digest) : tcr;
}

/** The answer if there is one within the wait; only of a check that the journal holds. */
async function answerOf(check: Pending | Entry, waitMs: number): Promise<Reply | null> {
  if ('reply' in check) return check.reply;
  try {
    await check.taken;
  } catch (error) {
    throw new Refusal('journal-failed', '', { cause: error });
  }
  const timeout = Promise.withResolvers<null>();
  const timer = setTimeout(() => timeout.resolve(null), waitMs);
  const answer = await Promise.race([check.answered, timeout.promise]);
  clearTimeout(timer);
  return answer;
}

function sendFile(reply: FastifyReply, { file, durationsMs }: Reply): FastifyReply {
  return reply.code(200).header('server-timing', formatServerTiming(durationsMs)).type('application/octet-stream')
    .send(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
}
