import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RunWriter } from '../src/store/writer.ts';
import { goodRun } from '../src/verdict/testing/good-run.ts';
import { judge } from '../src/verdict/judge.ts';
import { writeRun } from './testing/run-folder.ts';
import { writeReports } from './write.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'hotspot-reports-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const verdictOf = (): string => (JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as { verdict: string }).verdict;

describe('writeReports', () => {
  test('writeReports() writes every report into the folder of the run', async () => {
    const run = goodRun();
    writeRun(folder, { ...run, verdict: judge(run) });
    const paths = await writeReports(folder);
    expect(paths).toEqual({ html: join(folder, 'report.html'), json: join(folder, 'report.json'), junit: join(folder, 'junit.xml'), markdown: join(folder, 'report.md') });
    for (const file of Object.values(paths)) expect(existsSync(file)).toBe(true);
    expect(verdictOf()).toBe('PASS');
  });

  test('writeReports() judges a run that was killed before its verdict, by what its store holds', async () => {
    const { checks, stages: _stages, events: _events, samples: _samples, journal: _journal, ...facts } = goodRun();
    const writer = RunWriter.create(join(folder, 'run.sqlite'), { ...facts, k6: null });
    writer.checks(checks.slice(0, 10), []);
    // Not closed: what a kill leaves is in the write-ahead log.
    await writeReports(folder);
    expect(verdictOf()).toBe('INVALID');
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('`K6_NEVER_ENDED`');
    writer.close();
  });

  test('writeReports() says that there is no store', async () => {
    await expect(writeReports(folder)).rejects.toMatchObject({ code: 'RUN_STORE_MISSING' });
  });

  test('writeReports() says which file it cannot write', async () => {
    writeRun(folder, goodRun());
    mkdirSync(join(folder, 'report.html'));
    await expect(writeReports(folder)).rejects.toMatchObject({ code: 'REPORT_UNWRITABLE', fields: { file: join(folder, 'report.html') } });
    for (const name of ['report.json', 'junit.xml', 'report.md']) expect(existsSync(join(folder, name)), name).toBe(true);
  });
});
