import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goodRun } from '../src/verdict/testing/good-run.ts';
import { junit } from './junit.ts';
import { interruptedRun, missesRun } from './testing/broken-runs.ts';
import { reportOf } from './testing/report-of.ts';

const golden = join(import.meta.dirname, 'golden');

/** Counts of the root element. */
function totals(xml: string): Record<string, number> {
  const root = /<testsuites [^>]*>/.exec(xml)![0];
  return Object.fromEntries([...root.matchAll(/(tests|failures|errors|skipped)="(\d+)"/g)].map((match) => [match[1]!, Number(match[2])]));
}

describe('junit', () => {
  test.each([['good', goodRun(70)], ['misses', missesRun()], ['interrupted', interruptedRun()]] as const)('junit() of a run: %s', async (name, run) => {
    await expect(junit(reportOf(run))).toMatchFileSnapshot(join(golden, `${name}.junit.xml`));
  });

  test('junit() of a run that passes has no failure: its misses lie within the promise and are skipped', () => {
    const run = goodRun(200);
    run.checks[3]!.shownMs = run.checks[3]!.capturedMs! + 20_001;
    const report = reportOf(run);
    expect(report.verdict.word).toBe('PASS');
    expect(totals(junit(report))).toMatchObject({ failures: 0, errors: 0, skipped: 1 });
    expect(junit(report)).toContain('<skipped message="late: shown 20.0 s after submission (within what the promise allows)"/>');
  });

  test('junit() of a run that fails has a failure for each miss and for each broken rule or promise', () => {
    // 7 misses; accuracy and notices broken; 7 of 80 leave the promise open.
    expect(totals(junit(reportOf(missesRun())))).toMatchObject({ failures: 9, errors: 0, skipped: 1 });
  });

  test('junit() of an invalid run has an error', () => {
    expect(totals(junit(reportOf(interruptedRun()))).errors).toBe(1);
  });

  test('junit() lets no text of the world become markup, and drops what XML cannot hold', () => {
    const run = goodRun(30);
    run.plan.sites[0]!.name = '</testsuite><x a="1">&\u0000\u0008\ud800';
    const xml = junit(reportOf(run));
    expect(xml).toContain('<testsuite name="xx-one: &lt;/testsuite&gt;&lt;x a=&quot;1&quot;&gt;&amp;"');
    expect(xml).not.toContain('<x ');
  });
});
