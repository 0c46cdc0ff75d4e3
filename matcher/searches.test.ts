import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../src/core/errors.ts';
import type { Probe, StageMs } from './index.ts';
import { Journal } from './journal.ts';
import { Searches, type Call, type Search } from './searches.ts';

/** A search under way: a test ends it. */
interface Under {
  probe: Probe;
  find(personId: string): void;
  fail(error: unknown): void;
}

const stagesMs: StageMs = { queue: 1, decode: 2, extract: 3, filter: 4, rerank: 5, face: 6, decide: 7, total: 28 };

let dir: string;
let file: string;
let nowMs: number;
let under: Under[];
let journal: Journal;
let searches: Searches;
const clock = { nowMs: () => nowMs, wallMs: () => 0 };

function open(limits: Partial<{ concurrency: number; queueMax: number; clientQueueMax: number }> = {}): void {
  journal = Journal.open(file, 30, clock);
  searches = new Searches({
    journal, clock, limits: { concurrency: 1, queueMax: 3, clientQueueMax: 10, ...limits },
    identify: (probe) => new Promise((resolve, reject) => under.push({
      probe,
      find: (personId) => resolve({ candidates: [{ personId, rank: 1, score: 80, scores: [], ownerCountry: 'RS', recordYear: 2011 }], stagesMs }),
      fail: reject,
    })),
  });
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'searches-'));
  file = join(dir, 'journal.sqlite');
  nowMs = 0;
  under = [];
  open();
});
afterEach(() => {
  journal.close();
  rmSync(dir, { recursive: true });
});

function call(transactionId: string, overrides: Partial<Call> = {}): Call {
  return { client: '', transactionId, digest: 'd', priority: 5, receivedMs: nowMs, deadlineMs: null, ...overrides };
}

function search(fgp = 2): Search {
  return { probe: { fingers: [{ fgp, wsq: new Uint8Array() }], face: null }, indices: [3], maxCandidates: 10, threshold: 0 };
}

/** Until the searches asked for have begun, or ended. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('answer() searches once for a hundred callers of one key, and answers a later one from the journal', async () => {
  const calls = Array.from({ length: 100 }, () => searches.answer(call('A'), search));
  await turns();
  expect(under).toHaveLength(1);
  nowMs = 40;
  under[0]!.find('RS/1');
  const answers = await Promise.all(calls);
  const body = '[{"personId":"RS/1","rank":1,"score":80,"scores":[],"others":{"ownerCountry":"RS","recordYear":2011}}]';
  const serverTiming = 'queue;dur=1, decode;dur=2, extract;dur=3, filter;dur=4, rerank;dur=5, face;dur=6, decide;dur=7, total;dur=40';
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify({ result: { status: 200, body, serverTiming }, replay: false })]));
  expect(await searches.answer(call('A'), search)).toEqual({ result: answers[0]!.result, replay: true });
  await expect(searches.answer(call('A', { digest: 'other' }), search)).rejects.toMatchObject({ kind: 'key-reused' });
  await expect(searches.answer(call('A', { client: 'other', deadlineMs: 0 }), search)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(searches.counts).toEqual({ queued: 0, running: 0, begun: 1 });
});

test('answer() refuses another digest of a running key', async () => {
  const first = searches.answer(call('A'), search);
  await expect(searches.answer(call('A', { digest: 'other' }), search)).rejects.toMatchObject({ kind: 'key-reused' });
  await turns();
  under[0]!.find('RS/1');
  await first;
});

test('answer() starts the highest priority first, equal ones in order', async () => {
  open({ queueMax: 10 });
  const priorities: [number, number][] = [[1, 5], [2, 0], [3, 5], [4, 9], [5, 5]];
  const calls = priorities.map(([fgp, priority]) => searches.answer(call(`${fgp}`, { priority }), () => search(fgp)));
  for (let k = 0; k < calls.length; k += 1) {
    await turns();
    under[k]!.find('RS/1');
  }
  await Promise.all(calls);
  expect(under.map(({ probe }) => probe.fingers[0]!.fgp)).toEqual([1, 4, 3, 5, 2]);
});

test('answer() refuses a client with too many searches, a full queue, and journals neither', async () => {
  open({ clientQueueMax: 2 });
  const calls = ['1', '2'].map((id) => searches.answer(call(id, { client: 'a' }), search));
  await expect(searches.answer(call('3', { client: 'a' }), search)).rejects.toMatchObject({ kind: 'client-queue-full' });
  calls.push(...['1', '2'].map((id) => searches.answer(call(id, { client: 'b' }), search)));
  await expect(searches.answer(call('1', { client: 'c' }), search)).rejects.toMatchObject({ kind: 'unavailable', message: 'queue full' });
  expect([journal.find(call('3', { client: 'a' })), journal.find(call('1', { client: 'c' }))]).toEqual([null, null]);
  for (let k = 0; k < calls.length; k += 1) {
    await turns();
    under[k]!.find('RS/1');
  }
  await Promise.all(calls);
});

test('answer() refuses a call that the pace of late does not let start within its deadline', async () => {
  const first = searches.answer(call('1'), search);
  await turns();
  nowMs = 100;
  under[0]!.find('RS/1');
  await first;

  const running = searches.answer(call('2'), search);
  await expect(searches.answer(call('3', { deadlineMs: 100 }), search)).rejects.toMatchObject({ kind: 'unavailable' });
  const waiting = searches.answer(call('3', { deadlineMs: 101 }), search);
  await expect(searches.answer(call('4', { deadlineMs: 200 }), search)).rejects.toMatchObject({ kind: 'unavailable' });
  const urgent = searches.answer(call('4', { deadlineMs: 200, priority: 9 }), search);
  for (const k of [1, 2, 3]) {
    await turns();
    under[k]!.find('RS/1');
  }
  await Promise.all([running, waiting, urgent]);
});

test('answer() searches for nobody whose deadline passed in the queue; a later caller of the key keeps it alive', async () => {
  const running = searches.answer(call('1'), search);
  const lost = searches.answer(call('2', { deadlineMs: 50 }), search);
  const kept = [50, 500].map((deadlineMs) => searches.answer(call('3', { deadlineMs }), search));
  const refused = expect(lost).rejects.toMatchObject({ kind: 'unavailable' });
  await turns();
  nowMs = 60;
  under[0]!.find('RS/1');
  await Promise.all([running, refused]);
  expect(journal.find(call('2'))).toBeNull();
  await turns();
  under[1]!.find('RS/2');
  await Promise.all(kept);
  expect(under).toHaveLength(2);
});

test('answer() keeps what is wrong with the images like a result, by their place in the request', async () => {
  const first = searches.answer(call('1'), search);
  await turns();
  under[0]!.fail(new AppError('PROBE_UNDECODABLE', { index: 0, reason: 'no quantization table' }));
  const result = { status: 400, body: '{"code":4004,"message":"undecodable image: biometricData[3]: no quantization table"}', serverTiming: null };
  expect(await first).toEqual({ result, replay: false });
  expect(await searches.answer(call('1'), search)).toEqual({ result, replay: true });

  const second = searches.answer(call('2'), search);
  await turns();
  under[1]!.fail(new AppError('PROBE_QUALITY', { reason: 'too few minutiae' }));
  expect((await second).result.body).toBe('{"code":4005,"message":"quality below the floor: too few minutiae"}');
});

test('answer() meets a fault once a process: nothing is kept, and the next process searches', async () => {
  const fault = new Error('the matcher panicked');
  const first = searches.answer(call('1'), search);
  await turns();
  under[0]!.fail(fault);
  await expect(first).rejects.toBe(fault);
  await expect(searches.answer(call('1'), search)).rejects.toBe(fault);
  expect(under).toHaveLength(1);

  journal.close();
  open();
  const again = searches.answer(call('1'), search);
  await turns();
  under[1]!.find('RS/1');
  expect(await again).toMatchObject({ result: { status: 200 }, replay: false });
});

test('answer() gives out no result that the journal could not keep, and keeps it without another search', async () => {
  const first = searches.answer(call('1'), search);
  await turns();
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  under[0]!.find('RS/1');
  await expect(first).rejects.toMatchObject({ kind: 'unavailable' });
  await expect(searches.answer(call('2'), search)).rejects.toMatchObject({ kind: 'unavailable' });
  other.close();
  expect(await searches.answer(call('1'), search)).toMatchObject({ result: { status: 200 }, replay: false });
  expect(await searches.answer(call('1'), search)).toMatchObject({ replay: true });
  expect(under).toHaveLength(1);
});

test('answer() leaves no trace of what cannot be read', async () => {
  await expect(searches.answer(call('1'), () => { throw new Error('unread'); })).rejects.toThrow('unread');
  expect([journal.find(call('1')), searches.counts]).toEqual([null, { queued: 0, running: 0, begun: 0 }]);
});

test('stop() finishes what runs, refuses what waits and what comes', async () => {
  const running = searches.answer(call('1'), search);
  const waiting = searches.answer(call('2'), search);
  const refused = expect(waiting).rejects.toMatchObject({ kind: 'unavailable', message: 'stopping' });
  await turns();
  const stopped = searches.stop();
  await refused;
  await expect(searches.answer(call('3'), search)).rejects.toMatchObject({ kind: 'unavailable' });
  under[0]!.find('RS/1');
  await stopped;
  expect(await running).toMatchObject({ result: { status: 200 } });
  expect(await searches.answer(call('1'), search)).toMatchObject({ replay: true });
  expect(under).toHaveLength(1);
});
