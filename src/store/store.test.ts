import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { goodRun } from '../verdict/testing/good-run.ts';
import { readRun } from './reader.ts';
import { RunWriter } from './writer.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'hotspot-store-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = goodRun(5);
const { checks, stages: _, events, samples, journal, ...facts } = run;

describe('run store', () => {
  test('RunWriter.create() plans every check, so that what never happens is there to be counted', () => {
    const file = join(folder, 'run.sqlite');
    RunWriter.create(file, facts).close();
    const read = readRun(file);
    expect(read.checks.map((check) => [check.tcn, check.calledMs, check.expected])).toEqual(run.plan.checks.map((check) => [check.tcn, null, check.expected.outcome]));
    expect(read.journal).toBeNull();
    expect(read.plan).toEqual(run.plan);
  });

  test('readRun() reads back all that was written, the latest word of each check', () => {
    const file = join(folder, 'run.sqlite');
    const writer = RunWriter.create(file, facts);
    const stage = { tcn: checks[0]!.tcn, stage: 'link', startMs: 3, durationMs: 4 };
    writer.checks(checks.map((check) => ({ ...check, shownMs: null })), [{ ...stage, durationMs: 1 }]);
    writer.checks(checks, [stage]);
    writer.events(events);
    writer.samples(samples);
    writer.journal(journal!);
    writer.facts({ interrupted: true });
    writer.close();
    const read = readRun(file);
    expect(read.checks).toEqual(checks);
    expect(read.stages).toEqual([stage]);
    expect(read.events).toEqual([...events].sort((a, b) => a.atMs - b.atMs));
    expect(read.samples).toEqual(samples);
    expect(read.journal).toEqual(journal);
    expect(read.interrupted).toBe(true);
  });

  test('readRun() names a missing store, a damaged one and one that is no store at all', () => {
    expect(() => readRun(join(folder, 'none.sqlite'))).toThrow(/no run store at/);
    const damaged = join(folder, 'damaged.sqlite');
    writeFileSync(damaged, 'SQLite format 3\0 and then rubbish');
    const empty = join(folder, 'empty.sqlite');
    writeFileSync(empty, '');
    for (const file of [damaged, empty]) {
      expect(() => readRun(file)).toThrow(AppError);
      expect(() => readRun(file)).toThrow(/not a readable run store/);
    }
  });

  test('a writer that is killed keeps what it had written', async () => {
    const file = join(folder, 'run.sqlite');
    RunWriter.create(file, facts).close();
    const script = `
      import { RunWriter } from ${JSON.stringify(join(import.meta.dirname, 'writer.ts'))};
      const writer = RunWriter.reopen(${JSON.stringify(file)});
      writer.checks(${JSON.stringify(checks.slice(0, 2))}, []);
      process.stdout.write('written');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    expect(readRun(file).checks.filter((check) => check.shownMs !== null).map((check) => check.tcn)).toEqual(checks.slice(0, 2).map((check) => check.tcn));
  });

  test('RunWriter.create() says where it cannot write', () => {
    expect(() => RunWriter.create(join(folder, 'no', 'such', 'folder.sqlite'), facts)).toThrow(/cannot write the run store/);
  });
});
