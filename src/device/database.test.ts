import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Database } from './database.ts';

let dir: string;
let database: Database;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fleet-database-'));
  database = new Database(dir);
});
afterEach(() => {
  database.close();
  rmSync(dir, { recursive: true });
});

const put = (key: string) => (): void => void database.sql.prepare('INSERT INTO meta VALUES (?, ?)').run(key, key);

/** What another process would find on the disk. */
function onDisk(): string[] {
  const reader = new DatabaseSync(join(dir, 'fleet.sqlite'), { readOnly: true });
  const keys = reader.prepare('SELECT key FROM meta ORDER BY key').all().map((row) => String(row['key']));
  reader.close();
  return keys;
}

test('commit() of one turn stands together, and each resolves only then', async () => {
  const seen: string[][] = [];
  const commits = ['a', 'b', 'c'].map((key) => database.commit(put(key)).then(() => seen.push(onDisk())));
  expect(onDisk()).toEqual([]);
  await Promise.all(commits);
  expect(seen).toEqual(Array(3).fill(['a', 'b', 'c']));
});

test('note() rides along with the next commit', async () => {
  database.note(put('note'));
  expect(onDisk()).toEqual([]);
  await database.commit(put('commit'));
  expect(onDisk()).toEqual(['commit', 'note']);
});

test('note() alone is committed by itself', async () => {
  database.note(put('note'));
  while (onDisk().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(onDisk()).toEqual(['note']);
});

test('flush() and close() leave nothing open', () => {
  database.note(put('flushed'));
  database.flush();
  expect(onDisk()).toEqual(['flushed']);
  database.note(put('closed'));
  database.close();
  expect(onDisk()).toEqual(['closed', 'flushed']);
  database = new Database(dir);
});

test('setMeta() keeps a value over a reopening, the last one wins', async () => {
  await database.setMeta('originMs', '1');
  await database.setMeta('originMs', '2.5');
  database.close();
  database = new Database(dir);
  expect([database.meta('originMs'), database.meta('other')]).toEqual(['2.5', null]);
});

test('a folder that cannot hold the file is JOURNAL_UNUSABLE', () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  expect(() => new Database(join(file, 'below'))).toThrow(expect.objectContaining({ code: 'JOURNAL_UNUSABLE', exit: 2 }));
});

test('a file that is no database is JOURNAL_UNUSABLE', () => {
  const other = mkdtempSync(join(dir, 'other-'));
  writeFileSync(join(other, 'fleet.sqlite'), 'no database at all, but long enough to have a header'.repeat(10));
  expect(() => new Database(other)).toThrow(expect.objectContaining({ code: 'JOURNAL_UNUSABLE' }));
});
