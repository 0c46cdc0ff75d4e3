import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startFakeGateway } from '../device/testing/fake-gateway.ts';
import { compile } from '../operation/compile.ts';
import { loadOperation } from '../operation/load.ts';
import { planWarmups } from '../run/prepare.ts';
import { makeTrust } from '../service/trust.ts';
import { readRun } from '../store/reader.ts';
import { Hotspot, isAlive, miniOperation, processesOf } from './testing/hotspot.ts';

function runsFolder(): string {
  return mkdtempSync(join(tmpdir(), 'hotspot-runs-'));
}

describe.concurrent('hotspot rehearse', () => {
  test('plays an operation to a verdict: answers are right, offline checks are answered after the link\'s return, keys are gone', async () => {
    const hotspot = new Hotspot(['rehearse', miniOperation, '--json'], runsFolder());
    expect(await hotspot.ended, hotspot.stderr).toBe(3);
    const summary = JSON.parse(hotspot.stdout) as Record<string, unknown>;
    expect(summary).toMatchObject({ verdict: 'INCONCLUSIVE', reasons: [{ code: 'IN_TIME_OPEN' }], checks: { planned: 10, answered: 10, missed: 0 }, accuracy: { mates: 1, matesFound: 1, falseHits: 0 } });
    const runDir = await hotspot.runDir();
    expect(existsSync(String(summary['report']))).toBe(true);
    expect(existsSync(join(runDir, 'trust'))).toBe(false);
    expect(processesOf(runDir)).toEqual([]);

    const run = readRun(join(runDir, 'run.sqlite'));
    const hit = run.checks.find((check) => check.expected === 'hit')!;
    const told = run.events.filter((event) => event.kind === 'notice' && event.data['tcn'] === hit.tcn).map((event) => event.subject);
    expect(told.sort()).toEqual(['BA', 'HR', 'SI']);
    expect(existsSync(join(runDir, 'evidence', hit.tcn, 'case.json'))).toBe(true);
    const { linkChanges } = run.plan.sites.find((site) => site.id === 'xx-green-line')!;
    const offline = run.checks.filter((check) => check.site === 'xx-green-line' && check.capturedMs! > linkChanges[0]!.atMs && check.capturedMs! < linkChanges[1]!.atMs);
    expect(offline.length).toBeGreaterThan(0);
    for (const check of offline) expect(check.shownMs! > linkChanges[1]!.atMs).toBe(true);
  });

  test('two at once disturb each other neither in ports nor in files, and give the same answers', async () => {
    const both = [new Hotspot(['rehearse', miniOperation, '--json'], runsFolder()), new Hotspot(['rehearse', miniOperation, '--json'], runsFolder())];
    await Promise.all(both.map((hotspot) => hotspot.ended));
    const runs = await Promise.all(both.map(async (hotspot) => readRun(join(await hotspot.runDir(), 'run.sqlite'))));
    for (const run of runs) {
      expect(run.checks.map(({ tcn, outcome }) => [tcn, outcome])).toEqual(run.checks.map(({ tcn, expected }) => [tcn, expected]));
      expect(run.events.filter((event) => event.kind.startsWith('process-'))).toEqual([]);
    }
    const answers = runs.map((run) => run.checks.map(({ tcn, outcome, detail, score, requestDigest }) => [tcn, outcome, detail, score, requestDigest]));
    expect(answers[1]).toEqual(answers[0]);
  });

  test('plays against a system of the user behind the links: judged by its answers alone', async () => {
    const trust = await makeTrust(runsFolder());
    const gateway = await startFakeGateway(trust);
    const plan = compile(loadOperation(miniOperation));
    for (const check of plan.checks) if (check.expected.outcome === 'hit') gateway.hits.set(check.tcn, check.expected.reference);
    const hotspot = new Hotspot([
      'rehearse', miniOperation, '--json', '--target', gateway.url, '--target-ca', trust.caFile, '--target-cert', trust.operator.certFile, '--target-key', trust.operator.keyFile,
    ], runsFolder());
    expect(await hotspot.ended, hotspot.stderr).toBe(3);
    await gateway.stop();
    expect(JSON.parse(hotspot.stdout)).toMatchObject({ verdict: 'INCONCLUSIVE', target: gateway.url, checks: { planned: 10, answered: 10, missed: 0 }, accuracy: { matesFound: 1 } });
    expect(new Set(gateway.seen.keys())).toEqual(new Set([...plan.checks.map((check) => check.tcn), ...planWarmups(plan).map((warmup) => warmup.tcn)]));
    const run = readRun(join(await hotspot.runDir(), 'run.sqlite'));
    expect(run.journal).toBeNull();
    expect(run.verdict!.warnings).toEqual([]);
  });

  test.each([
    ['while people and images are made', /captures|gallery/, { HOTSPOT_CACHE: mkdtempSync(join(tmpdir(), 'hotspot-cache-')) }],
    ['while services start', /enrolment|links before/, {}],
    ['in the play', /checks done/, {}],
  ])('Ctrl-C %s ends what it started, keeps the partial run, and exits 4 with INTERRUPTED', async (_, moment, env) => {
    const hotspot = new Hotspot(['rehearse', miniOperation, '--json'], runsFolder(), env);
    await hotspot.until(() => (moment.test(hotspot.stderr) ? true : null));
    const runDir = await hotspot.runDir();
    const started = hotspot.children();
    hotspot.child.kill('SIGINT');
    expect(await hotspot.ended, hotspot.stderr).toBe(4);
    expect(JSON.parse(hotspot.stdout)).toMatchObject({ verdict: 'INVALID', reasons: [{ code: 'INTERRUPTED' }] });
    expect(readFileSync(join(runDir, 'report.html'), 'utf8')).toContain('INVALID');
    expect(started.filter(isAlive)).toEqual([]);
    expect(processesOf(runDir)).toEqual([]);
    expect(existsSync(join(runDir, 'trust'))).toBe(false);
  });
});
