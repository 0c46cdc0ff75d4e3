import { describe, expect, test } from 'vitest';
import { gather, type ShardReply } from './shards.ts';

const urls = ['https://a', 'https://b'];

function found(shard: string, people: Record<string, number>, durationsMs: Record<string, number> = {}): ShardReply {
  const candidates = Object.entries(people).map(([personId, score]) => ({ personId, score, ownerCountry: personId.slice(0, 2), recordYear: 2011 }));
  return { kind: 'candidates', candidates, durationsMs, shard };
}

const late = (afterMs: number | null, reason = 'answered 503'): ShardReply => ({ kind: 'retry', reason, afterMs, shard: '' });

describe('gather()', () => {
  test('puts the shards\' candidates in order, score then personId, and cuts', () => {
    const replies = [found('0/2', { 'ME/2': 90, 'AL/1': 80 }, { filter: 3, total: 9 }), found('1/2', { 'AL/0': 90, 'RS/7': 85 }, { filter: 5, total: 7 })];
    const reply = gather(urls, replies, 3);
    expect(reply).toMatchObject({ kind: 'candidates', durationsMs: { filter: 5, total: 9 } });
    expect(reply.kind === 'candidates' && reply.candidates.map(({ personId }) => personId)).toEqual(['AL/0', 'ME/2', 'RS/7']);
    expect(gather(urls, replies.toReversed(), 3)).toEqual(reply);
  });

  test('is no answer while a shard is missing, and names it', () => {
    expect(gather(urls, [found('0/2', { 'ME/2': 90 }), late(2000)], 10)).toEqual({ kind: 'retry', reason: '1 of 2 shards missing: https://b answered 503', afterMs: 2000 });
    expect(gather(urls, [late(null, 'refused'), late(2000)], 10)).toEqual({ kind: 'retry', reason: '2 of 2 shards missing: https://a refused; https://b answered 503', afterMs: 2000 });
    expect(gather(['https://a'], [late(null)], 10)).toEqual({ kind: 'retry', reason: 'answered 503', afterMs: null });
  });

  test('is no answer when one shard stands for another, or a part for the whole', () => {
    for (const said of [['0/2', '0/2'], ['0/2', ''], ['0/2', '1/3'], ['0/1', '0/1']]) {
      expect(gather(urls, said.map((shard) => found(shard, {})), 10)).toMatchObject({ kind: 'retry', reason: expect.stringContaining('missing') });
    }
    expect(gather(['https://a'], [found('0/2', {})], 10)).toMatchObject({ kind: 'retry', reason: 'shards 0/1 missing: https://a says 0/2' });
    for (const shard of ['', '0/1']) expect(gather(['https://a'], [found(shard, {})], 10).kind).toBe('candidates');
  });

  test('is a refusal when one refuses: all got the same images', () => {
    const refused: ShardReply = { kind: 'refused', findings: [{ code: 117, idc: 1, field: '4.009', text: 'X' }], shard: '1/2' };
    expect(gather(urls, [late(null), refused], 10)).toMatchObject({ kind: 'refused' });
  });
});
