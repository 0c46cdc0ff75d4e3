import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { groupCommit } from './group-commit.ts';

function open(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE item (name TEXT UNIQUE)');
  return database;
}

const names = (database: DatabaseSync): unknown[] => database.prepare('SELECT name FROM item ORDER BY rowid').all().map((row) => row['name']);

test('groupCommit() keeps the writes of one turn in order, each resolved once they stand', async () => {
  const database = open();
  const commit = groupCommit(database);
  const insert = database.prepare('INSERT INTO item VALUES (?)');
  const seen: unknown[][] = [];
  await Promise.all(['a', 'b', 'c'].map((name) => commit(() => insert.run(name)).then(() => seen.push(names(database)))));
  expect(seen).toEqual([['a', 'b', 'c'], ['a', 'b', 'c'], ['a', 'b', 'c']]);
});

test('groupCommit() undoes and rejects a whole group when one write fails, and serves the next', async () => {
  const database = open();
  const commit = groupCommit(database);
  const insert = database.prepare('INSERT INTO item VALUES (?)');
  await commit(() => insert.run('a'));
  const group = await Promise.allSettled([commit(() => insert.run('b')), commit(() => insert.run('a'))]);
  expect(group.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await commit(() => insert.run('c'));
  expect(names(database)).toEqual(['a', 'c']);
});

test('groupCommit() rejects writes after the database closed', async () => {
  const database = open();
  const commit = groupCommit(database);
  const late = commit(() => undefined);
  database.close();
  await expect(late).rejects.toThrow();
});
