import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal } from './journal.ts';

let dir: string;
let dayNow: number;
const clock = { nowMs: () => 0, wallMs: () => dayNow * 86_400_000 };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-'));
  dayNow = 0;
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = (): Journal => Journal.open(join(dir, 'journal.sqlite'), 30, clock);
const key = { client: 'a', transactionId: '1' };
const result = { status: 200, body: '[]', serverTiming: 'total;dur=1' };

test('Journal keeps a search from its begin to its result, by client, over a restart', async () => {
  let journal = open();
  await journal.begin(key, 'd');
  expect(journal.find(key)).toEqual({ digest: 'd', result: null });
  expect(journal.find({ ...key, client: 'b' })).toBeNull();
  journal.close();
  journal = open();
  expect(journal.find(key)).toEqual({ digest: 'd', result: null });
  await journal.finish(key, result);
  expect(journal.find(key)).toEqual({ digest: 'd', result });
  journal.close();
});

test('Journal lets the first result stand', async () => {
  const journal = open();
  await journal.begin(key, 'd');
  await journal.finish(key, result);
  await journal.finish(key, { ...result, body: '[1]' });
  expect(journal.find(key)!.result).toEqual(result);
  journal.close();
});

test('Journal.open() forgets what is older than its days, finished or not', async () => {
  const journal = open();
  await journal.begin(key, 'd');
  journal.close();
  for (const [day, entry] of [[30, { digest: 'd', result: null }], [31, null]] as const) {
    dayNow = day;
    const later = open();
    expect(later.find(key)).toEqual(entry);
    later.close();
  }
});

test('Journal.open() says why a file cannot be used', () => {
  expect(() => Journal.open(join(dir, 'none', 'journal.sqlite'), 30, clock)).toThrow(expect.objectContaining({ code: 'JOURNAL_UNUSABLE' }));
});
