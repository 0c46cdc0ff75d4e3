import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { readRun } from '../store/reader.ts';
import { Hotspot, isAlive, miniOperation } from './testing/hotspot.ts';

/** The program to be killed, by its command line, and the word that its death makes of a run too small to show a promise. */
const victims = [
  { name: 'fleet', command: /src\/device\/serve\.ts/, word: 'INVALID' },
  { name: 'toxiproxy', command: /toxiproxy-server/, word: 'INVALID' },
  { name: 'gateway', command: /mocks\/gateway\/serve\.ts/, word: 'INCONCLUSIVE' },
  { name: 'matcher', command: /matcher\/serve\.ts/, word: 'INCONCLUSIVE' },
];

describe.concurrent('kill -9 in the middle of a rehearsal', () => {
  test.each(victims)('of the $name: every check is answered once, nothing is lost, and the verdict tells of it', async ({ name, command, word }) => {
    const hotspot = new Hotspot(['rehearse', miniOperation, '--json'], mkdtempSync(join(tmpdir(), 'hotspot-kill-')));
    await hotspot.untilShown(4);
    process.kill(await hotspot.pidOf(command), 'SIGKILL');
    const exitCode = await hotspot.ended;

    const run = readRun(join(await hotspot.runDir(), 'run.sqlite'));
    expect(run.events.filter((event) => event.subject === name && event.kind.startsWith('process-')).map((event) => event.kind)).toEqual(['process-died', 'process-restarted']);
    expect(run.checks.filter((check) => check.shownMs === null).map((check) => check.tcn), hotspot.stderr.slice(-2_000)).toEqual([]);
    const journal = new Map(run.journal!.map((row) => [row.tcn, row]));
    for (const check of run.checks) {
      expect(journal.get(check.tcn), check.tcn).toMatchObject({ state: 'answered', requestDigest: check.requestDigest, answerDigest: check.answerDigest });
      expect(check.outcome, check.tcn).toBe(check.expected);
    }
    const told = run.verdict!;
    expect(told.word).toBe(word);
    expect([...told.reasons, ...told.warnings].map((reason) => reason.code)).toContain(word === 'INVALID' ? 'PROCESS_DIED' : 'TARGET_PROCESS_DIED');
    expect(told.reasons.map((reason) => reason.code)).not.toContain('ACKNOWLEDGED_LOST');
    expect(exitCode).toBe(word === 'INVALID' ? 4 : 3);
  });

  test('of the rehearsal itself: its programs end, and what was recorded can be judged', async () => {
    const runsDir = mkdtempSync(join(tmpdir(), 'hotspot-kill-'));
    const hotspot = new Hotspot(['rehearse', miniOperation, '--json'], runsDir);
    await hotspot.untilShown(4);
    const runDir = await hotspot.runDir();
    const started = hotspot.children();
    hotspot.child.kill('SIGKILL');
    await hotspot.ended;
    await eventually(() => started.every((pid) => !isAlive(pid)));

    const report = new Hotspot(['report', basename(runDir), '--json'], runsDir);
    expect(await report.ended, report.stderr).toBe(0);
    expect(JSON.parse(report.stdout)).toMatchObject({ verdict: 'INVALID' });
    expect(readRun(join(runDir, 'run.sqlite')).checks.filter((check) => check.shownMs !== null).length).toBeGreaterThanOrEqual(4);
  });
});

/** Services drain for at most 10 s. */
const endMsMax = 15_000;

async function eventually(holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += 100) {
    if (waitedMs > endMsMax) throw new Error('waited in vain');
    await sleep(100);
  }
}
