import { Agent } from 'node:https';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../src/core/clock.ts';
import type { Finding } from '../../src/inti/types.ts';
import { parseServerTiming, type Durations } from '../../src/core/server-timing.ts';
import { postJson, type PostReply } from '../../src/service/https-post.ts';
import { retryAfterMs } from './headers.ts';
import { byScore, gather, type ShardReply } from './shards.ts';
import type { IdentifyRequest } from './osia.ts';

/** An entry of the matcher's candidate list. */
export interface MatcherCandidate {
  /** Gallery record, `CC/number`. */
  personId: string;
  score: number;
  ownerCountry: string;
  recordYear: number | null;
}

/** What one call came to. `refused`: the same call would be refused again. `retry`: nothing is known, try again with the same transactionId. */
export type MatcherReply =
  | { kind: 'candidates'; candidates: MatcherCandidate[]; durationsMs: Durations }
  | { kind: 'refused'; findings: Finding[] }
  | { kind: 'retry'; reason: string; afterMs: number | null };

interface IdentifyCall {
  transactionId: string;
  /** OSIA's, 9 highest. */
  priority: number;
  request: IdentifyRequest;
  /** Time left of the check's budget; told to the matcher and kept here. */
  deadlineMs: number;
}

/** The OSIA ABIS client: synchronous identify calls over one keep-alive agent. */
export interface MatcherClient {
  identify(call: IdentifyCall): Promise<MatcherReply>;
  /** URLs of the matchers that did not answer when they were last asked. */
  readonly missing: readonly string[];
  /** Ends the calls in flight: they come to `retry`. */
  close(): void;
}

export interface MatcherTarget {
  /** One matcher, or all the shards of one gallery. */
  urls: string[];
  ca: Buffer;
  secret: Uint8Array;
  galleryId: string;
  maxCandidates: number;
  threshold: number;
  concurrency: number;
}

/**
 * Every shard is asked at once under the same transactionId. What they come to counts only together: with one missing, or one twice, nothing
 * is known of who is enrolled there, so the call comes to `retry` and names it; those that answered replay their result then.
 */
export function matcherClient(target: MatcherTarget, clock: Clock): MatcherClient {
  const agent = new Agent({ ca: target.ca, keepAlive: true, maxSockets: target.concurrency, minVersion: 'TLSv1.3' });
  const token = tokenSource(target.secret, clock);
  const missing = new Set<string>();
  return {
    get missing() {
      return [...missing].sort();
    },
    async identify({ transactionId, priority, request, deadlineMs }) {
      const query = new URLSearchParams({
        transactionId, priority: String(priority), maxNbCand: String(target.maxCandidates), threshold: String(target.threshold),
      });
      const body = JSON.stringify(request);
      const ask = async (url: string): Promise<ShardReply> => {
        try {
          const headers = { authorization: `Bearer ${await token()}`, 'x-deadline-ms': String(Math.floor(deadlineMs)) };
          const reply = await postJson(`${url}/v1/identify/${encodeURIComponent(target.galleryId)}?${query.toString()}`, agent, headers, body, deadlineMs);
          return { ...interpret(reply), shard: String(reply.headers['x-shard'] ?? '') };
        } catch (error) {
          return { kind: 'retry', reason: error instanceof Error ? error.message : String(error), afterMs: null, shard: '' };
        }
      };
      const replies = await Promise.all(target.urls.map(ask));
      for (const [k, url] of target.urls.entries()) {
        if (replies[k]!.kind === 'retry') missing.add(url);
        else missing.delete(url);
      }
      return gather(target.urls, replies, target.maxCandidates);
    },
    close: () => agent.destroy(),
  };
}

/** Life of a token and the rest of it at which a new one is made, s. */
const tokenLifeS = 3600;
const tokenRenewS = 600;

function tokenSource(secret: Uint8Array, clock: Clock): () => Promise<string> {
  let token = '';
  let expiresS = 0;
  return async () => {
    const nowS = Math.floor(clock.wallMs() / 1000);
    if (nowS > expiresS - tokenRenewS) {
      expiresS = nowS + tokenLifeS;
      token = await new SignJWT({ scope: 'abis.identify' }).setProtectedHeader({ alg: 'HS256' }).setIssuedAt(nowS).setExpirationTime(expiresS).sign(secret);
    }
    return token;
  };
}

const candidateList = z.array(z.object({
  personId: z.string().regex(/^[A-Z]{2}\/[!-~]{1,29}$/, 'CC/number'),
  score: z.number(),
  others: z.object({ ownerCountry: z.string().regex(/^[A-Z]{2}$/).optional(), recordYear: z.int().optional() }).optional(),
}));

const osiaError = z.object({ code: z.int(), message: z.string() });

/** The gateway's rules for an OSIA reply; a check is never answered "none" for want of a good one. */
function interpret(reply: PostReply): MatcherReply {
  if (reply.status === 200) {
    const list = candidateList.parse(JSON.parse(reply.body.toString('utf8')));
    const candidates = list.map(({ personId, score, others }) => ({
      personId, score, ownerCountry: others?.ownerCountry ?? personId.slice(0, 2), recordYear: others?.recordYear ?? null,
    })).sort(byScore);
    return { kind: 'candidates', candidates, durationsMs: parseServerTiming(String(reply.headers['server-timing'] ?? '')) };
  }
  if (reply.status === 403) return { kind: 'refused', findings: [{ code: 3, idc: -1, field: '1.008', text: 'NOT ALLOWED BY THE MATCHER' }] };
  if (reply.status === 400 || reply.status === 409 || reply.status === 413) return { kind: 'refused', findings: [findingOf(reply)] };
  return { kind: 'retry', reason: `matcher answered ${reply.status}`, afterMs: retryAfterMs(reply.headers['retry-after']) };
}

function findingOf(reply: PostReply): Finding {
  const { code, message } = errorOf(reply);
  const text = message.toUpperCase().replace(/[^\x20-\x7e]/g, ' ').slice(0, 200);
  if (code === 4003) return { code: 117, idc: -1, field: '1.003', text };
  if (code === 4004) return { code: 117, idc: idcOf(message), field: '4.009', text };
  if (code === 4005) return { code: 501, idc: idcOf(message), field: '4.009', text };
  if (code === 4006) return { code: 503, idc: idcOf(message), field: '1.003', text };
  return { code: 999, idc: -1, field: '1.003', text: text || `MATCHER REFUSED WITH ${reply.status}` };
}

function errorOf(reply: PostReply): { code: number; message: string } {
  try {
    return osiaError.parse(JSON.parse(reply.body.toString('utf8')));
  } catch {
    return { code: 0, message: '' };
  }
}

/** The image that the message names by its index in biometricData, as IDC: images follow Type-2 (IDC 00) in the order of the file. */
function idcOf(message: string): number {
  const index = /(?:index\s*|\[)(\d{1,2})/i.exec(message);
  return index ? Number(index[1]) + 1 : -1;
}
