import type { Durations } from '../../src/core/server-timing.ts';
import type { MatcherCandidate, MatcherReply } from './matcher-client.ts';

/** What one shard came to, and which it says it is (`X-Shard: index/count`; '' = it does not say). */
export type ShardReply = MatcherReply & { shard: string };

/**
 * The reply of a gallery from those of its shards. Candidates by score, then personId, whatever the shards; a refusal of one refuses the
 * search, since all got the same images; without one of them there is no answer, and `retry` says whose is missing.
 * @param urls in step with `replies`
 */
export function gather(urls: readonly string[], replies: readonly ShardReply[], maxCandidates: number): MatcherReply {
  const refused = replies.find(({ kind }) => kind === 'refused');
  if (refused) return refused;
  const candidates = replies.filter((reply) => reply.kind === 'candidates');
  const late = replies.flatMap((reply, k) => (reply.kind === 'retry' ? [{ ...reply, url: urls[k]! }] : []));
  if (late.length > 0) {
    const [only] = late;
    const reason = urls.length === 1 ? only!.reason : `${late.length} of ${urls.length} shards missing: ${late.map(({ url, reason: why }) => `${url} ${why}`).join('; ')}`;
    return { kind: 'retry', reason, afterMs: late.reduce<number | null>((most, { afterMs }) => (afterMs === null ? most : Math.max(most ?? 0, afterMs)), null) };
  }
  const wrong = wrongShards(urls, replies);
  if (wrong !== null) return { kind: 'retry', reason: wrong, afterMs: null };
  return {
    kind: 'candidates',
    candidates: candidates.flatMap((reply) => reply.candidates).sort(byScore).slice(0, maxCandidates),
    durationsMs: longest(candidates.map(({ durationsMs }) => durationsMs)),
  };
}

/** Best first; ties by personId, whatever the matcher's order. */
export function byScore(a: MatcherCandidate, b: MatcherCandidate): number {
  return b.score - a.score || (a.personId < b.personId ? -1 : 1);
}

/** Null when the replies are of every shard, each once. One matcher alone need not say which it is, but it may not be a part. */
function wrongShards(urls: readonly string[], replies: readonly ShardReply[]): string | null {
  const said = replies.map(({ shard }) => shard);
  if (urls.length === 1 && said[0] === '') return null;
  const expected = urls.map((_, index) => `${index}/${urls.length}`);
  const missing = expected.filter((shard) => !said.includes(shard));
  return missing.length === 0 ? null : `shards ${missing.join(', ')} missing: ${urls.map((url, k) => `${url} says ${said[k] || 'none'}`).join('; ')}`;
}

/** Shards work side by side: of each stage the longest. */
function longest(all: readonly Durations[]): Durations {
  const durations: Durations = {};
  for (const each of all) for (const [stage, ms] of Object.entries(each)) durations[stage] = Math.max(durations[stage] ?? 0, ms);
  return durations;
}
