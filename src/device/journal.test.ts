import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../core/clock.ts';
import { Database } from './database.ts';
import { Journal } from './journal.ts';
import { PlayClock } from './play-clock.ts';
import { smallPlan } from './testing/small-plan.ts';

const { checks } = smallPlan({ sites: 1, devicesEach: 1, checksEach: 1500 });
let nowMs: number;
const host: Clock = { nowMs: () => nowMs, wallMs: () => 0 };
let dir: string;
let database: Database;
let journal: Journal;
let clock: PlayClock;

function open(): void {
  database = new Database(dir);
  clock = new PlayClock(host, database);
  journal = new Journal(database, clock);
}

beforeEach(() => {
  nowMs = 10_000;
  dir = mkdtempSync(join(tmpdir(), 'fleet-journal-'));
  open();
});
afterEach(() => {
  database.close();
  rmSync(dir, { recursive: true });
});

const stage = (tcn: string, name: string, durationMs: number) => ({ tcn, stage: name, startMs: 1, durationMs });
const tcns = (after: number): string[] => journal.changes(after).checks.map(({ tcn }) => tcn);

test('open() gives the one record of a check, empty at first', () => {
  const record = journal.open(checks[0]!);
  expect([record.tcn, record.site, record.device, record.calledMs, record.attempts, record.stored]).toEqual([checks[0]!.tcn, 'AL-1', 'AL-1-1', null, 0, false]);
  expect(journal.open(checks[0]!)).toBe(record);
});

test('changes() tells each change once, the latest state of a record with it', async () => {
  const [a, b] = [journal.open(checks[0]!), journal.open(checks[1]!)];
  await journal.save(a, [stage(a.tcn, 'package', 2)]);
  const first = journal.changes(0);
  expect([first.checks.map(({ tcn }) => tcn), first.stages]).toEqual([[a.tcn], [stage(a.tcn, 'package', 2)]]);

  await journal.save(b);
  a.outcome = 'hit';
  await journal.save(a, [stage(a.tcn, 'show', 3)]);
  const second = journal.changes(first.next);
  expect(second.checks.map(({ tcn, outcome }) => [tcn, outcome])).toEqual([[b.tcn, null], [a.tcn, 'hit']]);
  expect(second.stages).toEqual([stage(a.tcn, 'show', 3)]);
  expect(journal.changes(second.next)).toEqual({ next: second.next, checks: [], stages: [] });
});

test('changes() flushes a note before telling it', () => {
  journal.note(journal.open(checks[0]!));
  expect(tcns(0)).toEqual([checks[0]!.tcn]);
});

test('changes() pages by a thousand and leaves none out', async () => {
  await Promise.all(checks.map((check) => journal.save(journal.open(check), [stage(check.tcn, 'package', 1)])));
  const first = journal.changes(0);
  const second = journal.changes(first.next);
  expect([first.checks.length, first.stages.length, second.checks.length, second.stages.length]).toEqual([1000, 1000, 500, 500]);
  expect([...first.checks, ...second.checks].map(({ tcn }) => tcn)).toEqual(checks.map(({ tcn }) => tcn));
});

test('the sequence goes on after a reopening, and the records are there', async () => {
  const record = journal.open(checks[0]!);
  record.attempts = 3;
  await journal.save(record);
  const { next } = journal.changes(0);
  database.close();
  open();
  expect(journal.record(record.tcn)).toEqual(record);
  expect(journal.changes(next).checks).toEqual([]);
  await journal.save(journal.open(checks[1]!));
  expect(tcns(next)).toEqual([checks[1]!.tcn]);
});

test('save() writes what comes along in the same transaction', async () => {
  const saved = journal.save(journal.open(checks[0]!), [], () => database.sql.exec("INSERT INTO meta VALUES ('along', '1')"));
  await saved;
  expect(database.meta('along')).toBe('1');
});

test('events() have no time before the origin; then by the play\'s clock, and go on with `next`', async () => {
  journal.event('first', 'AL-1', { a: 1 });
  expect(journal.events(0)).toEqual({ next: 0, events: [] });
  await clock.setOrigin(9_000);
  nowMs = 12_500;
  journal.event('second', 'AL-2');
  const { next, events } = journal.events(0);
  expect(events).toEqual([{ atMs: 1000, kind: 'first', subject: 'AL-1', data: { a: 1 } }, { atMs: 3500, kind: 'second', subject: 'AL-2', data: {} }]);
  expect(journal.events(next)).toEqual({ next, events: [] });
});

test('the clock keeps its origin over a reopening', async () => {
  expect(clock.nowMs()).toBeNull();
  await clock.setOrigin(9_999.5);
  database.close();
  open();
  expect([clock.originMs, clock.stampMs()]).toEqual([9_999.5, 0.5]);
});
