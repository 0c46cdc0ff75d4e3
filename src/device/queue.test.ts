import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Database } from './database.ts';
import { Queue } from './queue.ts';
import type { Queued } from './queue.ts';

const key = Buffer.alloc(32, 1);
let dir: string;
let database: Database;
let queue: Queue;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'fleet-queue-'));
  database = new Database(dir);
  queue = await Queue.open(database, key, (site) => `AL/${site}`);
});
afterEach(() => {
  database.close();
  rmSync(dir, { recursive: true });
});

const queued = (tcn: string, capturedMs = 0): Queued => ({ tcn, site: 'HAN', capturedMs, packagedMs: capturedMs + 1, location: null });
const broken = expect.objectContaining({ code: 'QUEUE_FILE_BROKEN' });

test('file() gives the bytes that add() stored, whatever they are', async () => {
  let serial = 0;
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
    const tcn = `T${(serial += 1)}`;
    await database.commit(() => queue.add(queued(tcn), bytes));
    expect(Buffer.from(queue.file(tcn))).toEqual(Buffer.from(bytes));
  }), { numRuns: 50 });
});

test('nothing of a file stands readable on the disk', async () => {
  const secret = 'ridge flow of a person nobody should know';
  await database.commit(() => queue.add(queued('T1'), Buffer.from(secret)));
  for (const file of ['fleet.sqlite', 'fleet.sqlite-wal']) expect(readFileSync(join(dir, file)).includes(secret), file).toBe(false);
});

test('the same file is sealed differently each time: the nonce is new', async () => {
  await database.commit(() => {
    queue.add(queued('T1'), Buffer.alloc(100));
    queue.add(queued('T2'), Buffer.alloc(100));
  });
  const nonces = database.sql.prepare('SELECT nonce FROM queue').all().map((row) => Buffer.from(row['nonce'] as Uint8Array).toString('hex'));
  expect(new Set(nonces).size).toBe(2);
});

/** Ciphertext of a file of 6 bytes, nonce and tag. */
test.each([['sealed', 6], ['nonce', 12], ['tag', 16]] as const)('file() throws QUEUE_FILE_BROKEN for any changed or missing byte of %s', async (column, length) => {
  await database.commit(() => queue.add(queued('T1'), Buffer.from('a file')));
  const stored = Buffer.from((database.sql.prepare(`SELECT ${column} AS bytes FROM queue`).get() as { bytes: Uint8Array }).bytes);
  expect(stored.length).toBe(length);
  const store = database.sql.prepare(`UPDATE queue SET ${column} = ?`);
  fc.assert(fc.property(fc.nat(length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
    const changed = Buffer.from(stored);
    changed[at]! ^= flip;
    store.run(changed);
    expect(() => queue.file('T1')).toThrow(broken);
  }));
  for (let kept = 0; kept < length; kept += 1) {
    store.run(stored.subarray(0, kept));
    expect(() => queue.file('T1'), `${kept} bytes`).toThrow(broken);
  }
});

test('file() throws QUEUE_FILE_BROKEN when a file is passed off as another\'s', async () => {
  await database.commit(() => {
    queue.add(queued('T1'), Buffer.from('one'));
    queue.add(queued('T2'), Buffer.from('two'));
  });
  database.sql.exec("UPDATE queue SET (sealed, nonce, tag) = (SELECT sealed, nonce, tag FROM queue WHERE tcn = 'T1') WHERE tcn = 'T2'; UPDATE queue SET site = 'OTHER' WHERE tcn = 'T1'");
  expect(() => queue.file('T2'), 'another TCN').toThrow(broken);
  expect(() => queue.file('T1'), 'another site').toThrow(broken);
});

test('open() refuses another key than the first, and nothing is touched', async () => {
  await database.commit(() => queue.add(queued('T1'), Buffer.from('a file')));
  await expect(Queue.open(database, Buffer.alloc(32, 2), () => '')).rejects.toMatchObject({ code: 'QUEUE_KEY_WRONG', exit: 2 });
  const again = await Queue.open(database, key, (site) => `AL/${site}`);
  expect(Buffer.from(again.file('T1')).toString()).toBe('a file');
});

test('waiting() lists the oldest first and forgets what was removed', async () => {
  await database.commit(() => {
    for (const [tcn, capturedMs] of [['C', 5], ['B', 7], ['A', 5], ['D', 1]] as const) queue.add(queued(tcn, capturedMs), Buffer.from(tcn));
  });
  await database.commit(() => queue.remove('C'));
  expect(queue.waiting().map(({ tcn }) => tcn)).toEqual(['D', 'A', 'B']);
});

test('locate() remembers where the answer of an acknowledged check will be', async () => {
  await database.commit(() => queue.add(queued('T1', 3), Buffer.from('x')));
  queue.locate('T1', '/v1/transactions/T1');
  expect(queue.waiting()).toEqual([{ ...queued('T1', 3), location: '/v1/transactions/T1' }]);
});
