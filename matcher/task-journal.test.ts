import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal } from './journal.ts';

let dir: string;
let hourNow: number;
const clock = { nowMs: () => 0, wallMs: () => hourNow * 3_600_000 };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tasks-'));
  hourNow = 100;
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = (): Journal => Journal.open(join(dir, 'journal.sqlite'), 30, clock);
const task = { taskId: 't', client: 'a', transactionId: '1', digest: 'd', callback: null, options: '{}', body: new Uint8Array([1, 2]) };
const result = { status: 200, body: '[]', serverTiming: null };

async function done(journal: Journal): Promise<void> {
  await journal.begin(task, 'd');
  await journal.finish(task, result);
  await journal.tasks.setState('t', 'RESPONSE_SCHEDULED');
}

test('TaskJournal keeps a task with its request until there is a result, over a restart', async () => {
  let journal = open();
  await journal.tasks.take(task);
  await journal.tasks.take({ ...task, digest: 'another' });
  journal.close();
  journal = open();
  expect(journal.tasks.unfinished()).toEqual([{ ...task, state: 'PENDING', result: null }]);
  await done(journal);
  expect(journal.tasks.find('t')).toEqual({ ...task, body: null, state: 'RESPONSE_SCHEDULED', result });
  expect(journal.tasks.unfinished()).toEqual([]);
  journal.close();
});

test('TaskJournal has callbacks delivered until they are, or have failed for good', async () => {
  const journal = open();
  await journal.tasks.take({ ...task, callback: 'https://me/' });
  await done(journal);
  for (const [state, left] of [['RESPONSE_SCHEDULED', 1], ['RESPONSE_RETRY', 1], ['RESPONSE_ERROR', 0], ['COMPLETED', 0]] as const) {
    await journal.tasks.setState('t', state);
    expect(journal.tasks.unfinished()).toHaveLength(left);
  }
  journal.close();
});

test('TaskJournal forgets a result after 24 h, 1 h after it was read, and never what is pending', async () => {
  const journal = open();
  await journal.tasks.take(task);
  hourNow += 25;
  expect(journal.tasks.find('t')).not.toBeNull();
  await done(journal);
  hourNow += 23;
  expect(journal.tasks.find('t')).not.toBeNull();
  hourNow += 2;
  expect(journal.tasks.find('t')).toBeNull();

  await journal.tasks.take({ ...task, taskId: 'u', transactionId: '2' });
  await journal.begin({ client: 'a', transactionId: '2' }, 'd');
  await journal.finish({ client: 'a', transactionId: '2' }, result);
  await journal.tasks.setState('u', 'RESPONSE_SCHEDULED');
  await journal.tasks.read('u');
  expect(journal.tasks.find('u')).toMatchObject({ state: 'COMPLETED' });
  hourNow += 0.5;
  await journal.tasks.read('u');
  hourNow += 0.6;
  expect(journal.tasks.find('u')).toBeNull();
  journal.close();
});
