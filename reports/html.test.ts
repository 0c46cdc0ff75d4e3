import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EvidenceCase } from '../src/store/evidence.ts';
import { goodRun } from '../src/verdict/testing/good-run.ts';
import { html } from './html.ts';
import { emptyRun, interruptedRun, missesRun } from './testing/broken-runs.ts';
import { reportOf } from './testing/report-of.ts';
import { richRun } from './testing/rich-run.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'hotspot-html-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The page of a run, and its headings. */
function page(run: Parameters<typeof reportOf>[0]): { text: string; headings: string[] } {
  const text = html({ ...reportOf(run), runDir: folder });
  return { text, headings: [...text.matchAll(/<h2>(.*?)<\/h2>/g)].map((match) => match[1]!) };
}

const hostile = '<script>alert("x")</script><img src=x onerror=alert(1)> & \' "';

describe('html', () => {
  test.each([
    ['good', goodRun()], ['misses', missesRun()], ['interrupted', interruptedRun()], ['empty', emptyRun()], ['a foreign target', { ...goodRun(), target: 'https://example.org/', journal: null }],
  ] as const)('html() has every section, whatever became of the run: %s', (_, run) => {
    expect(page(run).headings).toEqual(['How long answers took', 'Where the 20 seconds go', 'The play', 'Misses', 'Sites and links', expect.stringMatching(/^Hits/), 'What this rests on', 'The run']);
  });

  test('html() says the verdict first, with every reason, its value and its limit', () => {
    const { text } = page(missesRun());
    const verdict = text.slice(text.indexOf('<header>'), text.indexOf('<main>'));
    for (const words of ['FAIL', 'MATE_MISSED', 'FALSE_HIT', 'NOTICE_MISSING', '73 of 80']) expect(verdict).toContain(words);
  });

  test('html() says what went wrong with each miss', () => {
    const { text } = page(missesRun());
    for (const words of ['a mate was missed: BA/50000001 should have been hit', 'late: shown 27.0\u00a0s after submission', 'scanner fault 106: Device not ready', 'the target never acknowledged it, 7 attempt(s)']) expect(text).toContain(words);
  });

  test('html() lets no text of the world become markup', () => {
    const run = missesRun();
    run.plan.title = run.plan.operation = run.runId = run.target = hostile;
    run.plan.assumptions = [hostile];
    run.plan.sources = [hostile];
    run.versions = { [hostile]: hostile };
    run.host.cpu = hostile;
    for (const site of run.plan.sites) Object.assign(site, { name: hostile, id: hostile, link: hostile });
    for (const device of run.plan.devices) Object.assign(device, { id: hostile, site: hostile });
    for (const check of run.checks) Object.assign(check, { site: hostile, device: hostile, link: hostile, tcn: `${check.tcn}${hostile}`, ...(check.outcome === 'error' && { detail: hostile, fault: hostile }) });
    for (const event of run.events) event.subject = hostile;
    run.events.push({ atMs: 1, kind: 'process-died', subject: hostile, data: { code: null, signal: hostile } }, { atMs: 2, kind: 'process-lost', subject: hostile, data: { reason: hostile } });
    run.samples.push({ atMs: 1, subject: `site:${hostile}`, gauge: 'queueDepth', value: 3 }, { atMs: 1, subject: hostile, gauge: 'cpuRatio', value: 1 });
    run.stages.push({ tcn: run.checks[20]!.tcn, stage: 'link', startMs: 0, durationMs: 3 });
    const { text } = page(run);
    expect(text).not.toMatch(/<script|<img src=x/);
    expect(text).toContain('&lt;script&gt;');
  });

  test('html() shows the pictures of a case, and does without those that are not there', () => {
    const run = goodRun();
    const { tcn } = run.checks[1]!;
    const caseDir = join(folder, 'evidence', tcn);
    mkdirSync(caseDir, { recursive: true });
    const picture = { width: 400, height: 500, minutiae: [{ x: 100, y: 200, direction: 64, type: 'ending' as const }] };
    const evidence: EvidenceCase = { tcn, kind: 'hit', reference: 'BA/50000001', ownerCountry: 'BA', recordYear: 2011, fingers: [{ fgp: 2, score: 33, probe: { file: 'p.png', ...picture }, mate: { file: 'gone.png', ...picture }, pairs: [[0, 0]] }], face: null };
    writeFileSync(join(caseDir, 'case.json'), JSON.stringify(evidence));
    writeFileSync(join(caseDir, 'p.png'), 'picture');
    const { text } = page(run);
    expect(text).toContain(`data:image/png;base64,${Buffer.from('picture').toString('base64')}`);
    // Direction 64 is a quarter turn anticlockwise: the tail goes up.
    expect(text).toContain('M100.0 195.0L100.0 185.0');
    expect(text).toContain('Right index: captured left, recorded right. 1 of 1 and 1 minutiae in common; 33\u00a0dB.');
  });

  test('html() leaves out a case that was cut off by a kill, and never reads outside its folder', () => {
    const run = goodRun();
    const caseDir = join(folder, 'evidence', run.checks[1]!.tcn);
    mkdirSync(caseDir, { recursive: true });
    writeFileSync(join(caseDir, 'case.json'), '{"tcn":"26');
    expect(page(run).text).toContain('No pictures were kept.');
    writeFileSync(join(folder, 'secret.jpg'), 'secret');
    writeFileSync(join(caseDir, 'case.json'), JSON.stringify({ tcn: run.checks[1]!.tcn, kind: 'hit', reference: 'BA/50000001', ownerCountry: 'BA', recordYear: 2011, fingers: [], face: { probe: '../../secret.jpg', mate: '../../secret.jpg' } }));
    expect(page(run).text).not.toContain(Buffer.from('secret').toString('base64'));
  });

  test.each([[837, 12], [10_000, 20]])('html() of %i checks at %i sites stays under 3 MB, and draws every miss', (checks, sites) => {
    const run = richRun({ checks, sites, seed: 11 });
    const { text } = page(run);
    expect(text.length).toBeLessThan(3_000_000);
    const misses = reportOf(run).verdict.checks.missed;
    const wide = text.slice(text.indexOf('Every check over the time'), text.indexOf('<div class="narrow"', text.indexOf('Every check over the time')));
    expect(misses).toBeGreaterThan(0);
    expect(wide.match(/<title>26[^<]*late/g)).toHaveLength(misses);
  });
});
