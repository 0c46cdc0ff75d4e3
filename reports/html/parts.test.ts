import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/store/run.ts';
import { goodRun } from '../../src/verdict/testing/good-run.ts';
import { interruptedRun, missesRun } from '../testing/broken-runs.ts';
import { reportOf } from '../testing/report-of.ts';
import { basisPart } from './basis.ts';
import { budgetPart } from './budget.ts';
import { casesPart } from './cases.ts';
import { eventsPart } from './events.ts';
import { latencyPart } from './latency.ts';
import { machinePart } from './machine.ts';
import { sitesPart } from './sites.ts';
import { timelinePart } from './timeline.ts';

/** A good run whose checks each spent 1.5 s of their 2 s on the link and 0.1 s at the matcher's search. */
function stagedRun(): RunRecord {
  const run = goodRun(60);
  run.stages = run.checks.flatMap(({ tcn }) => [{ tcn, stage: 'link', startMs: null, durationMs: 1_500 }, { tcn, stage: 'match-filter', startMs: null, durationMs: 100 }]);
  return run;
}

/** Cells of the row that begins with these words. */
function row(markup: { text: string }, words: string): string[] {
  const line = markup.text.split('</tr>').find((candidate) => candidate.includes('<td') && candidate.replace(/<[^>]*>/g, '').trim().startsWith(words))!;
  return [...line.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map((cell) => cell[1]!.replace(/<[^>]*>/g, ''));
}

describe('sections', () => {
  test('budgetPart() says where the time goes, and shows what no stage accounts for', () => {
    const part = budgetPart(reportOf(stagedRun()));
    expect(part.text).toContain('A usual check takes 2.00 s; the largest part is “Link: there and back” with 1.50 s, 75 %.');
    expect(part.text).toContain('That leaves 18.0 s of the 20 s unused.');
    // 40 checks of 60 are not stored offline; 2 s less 1.6 s are between the stages.
    expect(row(part, 'Link: there and back')).toEqual(['Link: there and back', '40', '1.500', '1.500', '75 %', '']);
    expect(row(part, 'Between these')).toEqual(['Between these', '40', '0.400', '0.400', '20 %', '']);
  });

  test('budgetPart() reports capture and waiting apart', () => {
    const part = budgetPart(reportOf(stagedRun()));
    expect(row(part, 'Officer captures').slice(1)).toEqual(['60', '4.00', '4.00', '4.00']);
    expect(row(part, 'Person waits').slice(1)).toEqual(['60', '0.01', '0.01', '0.01']);
  });

  test('latencyPart() counts checks without an answer: a quantile that touches one is above the limit', () => {
    const run = goodRun(30);
    for (const check of run.checks.slice(0, 3)) Object.assign(check, { shownMs: null, outcome: null });
    expect(latencyPart(reportOf(run)).text).toContain('Median 2.00 s, p95 above the limit, p99 above the limit, slowest answer 2.00 s. 20 checks, without the 10 stored offline; 3 never had an answer, so the curve ends below 100 %.');
  });

  test('sitesPart() shows each site and each link as asked and as measured', () => {
    const part = sitesPart(reportOf(missesRun()));
    expect(row(part, 'One')).toEqual(['Onexx-one, XX', '4g-rural-balkan', '100', '7', '20', '2.00', '3.25', 'above the limit', '106', '5.0 MB', '30 kB']);
    expect(row(part, 'xx-one')).toEqual(['xx-one', '4g-rural-balkan', '613', '600', '600', '66', '67', '67', '1']);
    expect(row(sitesPart(reportOf(interruptedRun())), 'xx-one')).toEqual(['xx-one', '4g-rural-balkan', '613', '600', 'not measured', '66', '67', 'not measured', '1']);
  });

  test('timelinePart() shades an outage for as long as it lasted, and shows a program that died', () => {
    const run = goodRun();
    run.events.push({ atMs: 60_000, kind: 'process-died', subject: 'gateway', data: { code: null, signal: 'SIGKILL' } }, { atMs: 63_000, kind: 'process-restarted', subject: 'gateway', data: { restarts: 1 } });
    const { text } = timelinePart(reportOf(run));
    expect(text).toContain('<title>link down 1:40 to 3:20</title>');
    expect(text).toContain('died 1:00, back after 3.00 s');
  });

  test('timelinePart() draws very many misses as one path a device, and hits still one by one', () => {
    const run = goodRun(400);
    for (const check of run.checks.slice(45)) Object.assign(check, { shownMs: null, outcome: null });
    const { text } = timelinePart(reportOf(run));
    expect(text).toContain(`<title>${run.checks[1]!.tcn}: hit BA/50000001`);
    expect(text).not.toContain('never answered');
  });

  test('timelinePart() of an interrupted run says where the record ends', () => {
    // The 33rd check is answered as soon as the link returns, at 205 s.
    expect(timelinePart(reportOf(interruptedRun())).text).toContain('nothing was recorded after 3:25');
  });

  test('eventsPart() tells link changes and deaths in words', () => {
    const run = goodRun();
    run.events.push({ atMs: 60_000, kind: 'process-died', subject: 'gateway', data: { code: 7, signal: null } });
    const { text } = eventsPart(run) as { text: string };
    expect(text).toContain('link became silent (bytes wait, nobody is told), 5.0 ms after the planned moment');
    expect(text).toContain('died: exit code 7');
  });

  test('machinePart() tells who each matcher holds, and how soon', () => {
    const run = goodRun();
    run.events.push(...['matcher', 'matcher-2'].map((subject, k) => ({ atMs: 0, kind: 'gallery-loaded', subject, data: { people: 110_000 + k, loadMs: 9_400 } })));
    const part = machinePart(reportOf(run));
    expect(row(part, 'matcher')).toEqual(['matcher', '110\u202f000', '9.40 s']);
    expect(row(part, 'matcher-2')).toEqual(['matcher-2', '110\u202f001', '9.40 s']);
  });

  test('basisPart() says how many people exist as templates alone', () => {
    const run = goodRun();
    expect(basisPart(reportOf(run)).text).not.toContain('templates');
    Object.assign(run.plan.gallery, { size: 2_000, crowd: 217_994 });
    expect(basisPart(reportOf(run)).text).toContain('219\u202f994 people (217\u202f994 of them made as templates, without images) and 1 planted mates');
  });

  test('casesPart() tells whose record a hit is, and which countries were told', () => {
    const { text } = casesPart(reportOf(goodRun()));
    for (const words of ['Hit: BA/50000001', 'BA, taken in 2011', 'BA (8:20), XX (8:20)', '2.00 s after submission']) expect(text).toContain(words);
  });

  test('casesPart() puts wrong answers first and names them', () => {
    const headings = [...casesPart(reportOf(missesRun())).text.matchAll(/<h3>(.*?)<\/h3>/g)].map((match) => match[1]);
    expect(headings).toEqual(['A mate was missed: BA/50000001', 'A false hit: XX/1']);
  });
});
