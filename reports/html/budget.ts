import { quantile } from '../../src/core/quantile.ts';
import { stages } from '../../src/core/records.ts';
import type { StoredCheck } from '../../src/store/run.ts';
import { resultMs } from '../misses.ts';
import { markup, type Markup } from '../markup.ts';
import type { Report } from '../report.ts';
import { duration, percent, seconds, whole } from '../units.ts';
import { axisText, chart, figure, limitLine } from './figure.ts';
import { paint, partLooks, type WayPart } from './palette.ts';
import { section } from './section.ts';
import { table } from './table.ts';

/** A check's result time by part, ms. */
interface Way {
  resultMs: number;
  parts: Map<string, number>;
}

const wayParts: readonly WayPart[] = [...stages, 'rest'];

/** Where the 20 seconds go: the way of a usual and of a slow check by stage, then each stage by itself. */
export function budgetPart(report: Report): Markup {
  const { limitMs } = report.run.plan.slo.inTime;
  const ways = waysOf(report).sort((a, b) => a.resultMs - b.resultMs);
  const before = beforeTable(report);
  if (ways.length === 0) return section('budget', `Where the ${limitMs / 1000} seconds go`, 'No check came far enough to show its stages.', before);
  const usual = average('a usual check', ways.slice(Math.floor(0.4 * ways.length), Math.floor(0.4 * ways.length) + Math.max(1, Math.round(0.2 * ways.length))));
  const slow = average('a slow check', ways.slice(-Math.max(1, Math.round(0.1 * ways.length))));
  return section('budget', `Where the ${limitMs / 1000} seconds go`, [dominance(usual), ' ', dominance(slow), ' ', slow.resultMs > limitMs ? `That is ${duration(slow.resultMs - limitMs)} over the limit.` : `That leaves ${duration(limitMs - slow.resultMs)} of the ${limitMs / 1000} s unused.`],
    figure('Result time by stage against the limit', (widthPx) => bars([usual, slow], limitMs, Math.max(limitMs, slow.resultMs), widthPx)),
    slow.resultMs > limitMs / 2 ? null : markup`<h3>The same, enlarged</h3>`,
    slow.resultMs > limitMs / 2 ? null : figure('Result time by stage, enlarged', (widthPx) => bars([usual, slow], limitMs, slow.resultMs * enlargedRoom(widthPx), widthPx)),
    markup`<p class="note">Usual: mean of the middle fifth of the checks by result time. Slow: mean of the slowest tenth. Checks stored without a link are left out.</p>`,
    partTable(ways),
    report.run.target === 'reference' ? null : markup`<p class="muted">The target is not the reference gateway and tells no stages of its own: its time is part of the link's.</p>`,
    before);
}

function waysOf({ run, fates }: Report): Way[] {
  const told = new Map<string, Map<string, number>>();
  for (const { tcn, stage, durationMs } of run.stages) {
    const way = told.get(tcn) ?? new Map<string, number>();
    told.set(tcn, way.set(stage, durationMs));
  }
  return run.checks.flatMap((check, k) => {
    const [took, way] = [resultMs(check), told.get(check.tcn)];
    if (took === null || !way || fates[k] === 'offline') return [];
    const accountedMs = [...way.values()].reduce((sum, ms) => sum + ms, 0);
    return [{ resultMs: took, parts: way.set('rest', Math.max(0, took - accountedMs)) }];
  });
}

interface Average {
  name: string;
  resultMs: number;
  parts: { part: WayPart; ms: number }[];
}

function average(name: string, ways: readonly Way[]): Average {
  const mean = (of: (way: Way) => number): number => ways.reduce((sum, way) => sum + of(way), 0) / ways.length;
  return { name, resultMs: mean((way) => way.resultMs), parts: wayParts.map((part) => ({ part, ms: mean((way) => way.parts.get(part) ?? 0) })) };
}

function dominance({ name, resultMs: took, parts }: Average): string {
  const most = [...parts].sort((a, b) => b.ms - a.ms)[0]!;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} takes ${duration(took)}; the largest part is “${partLooks[most.part].words}” with ${duration(most.ms)}, ${percent(most.ms / took)}.`;
}

/** Room beside the bars for their words. */
function enlargedRoom(widthPx: number): number {
  return widthPx < 600 ? 1.9 : 1.12;
}

function bars(averages: readonly Average[], limitMs: number, axisMs: number, widthPx: number): Markup {
  const narrow = widthPx < 600;
  const bar = (color: string, ms: (one: Average) => number): object => ({ type: 'bar', stack: 'way', silent: true, barWidth: 26, itemStyle: { color }, data: averages.map((one) => ms(one) / 1000) });
  return chart({
    grid: { left: narrow ? 4 : 104, right: narrow ? 18 : 24, top: narrow ? 34 : 26, bottom: 44 },
    xAxis: { type: 'value', min: 0, max: 1.02 * axisMs / 1000, ...(axisMs >= limitMs && { interval: limitMs / 4000 }), name: 'time since submission, s', nameLocation: 'middle', nameGap: 28, nameTextStyle: axisText, axisLabel: { ...axisText, showMaxLabel: false, formatter: (value: number) => String(Number(value.toPrecision(3))) }, splitLine: { lineStyle: { color: paint('rule') } } },
    yAxis: { type: 'category', inverse: true, data: averages.map((one) => (one.name.charAt(2).toUpperCase() + one.name.slice(3))), axisTick: { show: false }, axisLine: { lineStyle: { color: paint('faint') } }, axisLabel: { ...axisText, color: paint('ink'), show: !narrow } },
    series: [
      ...stages.map((stage) => bar(paint(stage), (one) => one.parts.find(({ part }) => part === stage)!.ms)),
      {
        ...bar(paint('rest'), (one) => one.parts.at(-1)!.ms),
        label: { show: true, position: 'right', distance: 8, formatter: ({ dataIndex }: { dataIndex: number }) => `${narrow ? `${averages[dataIndex]!.name.slice(2)}, ` : ''}${duration(averages[dataIndex]!.resultMs)}`, color: paint('ink'), fontSize: 13, fontWeight: 600 },
        markLine: limitLine(limitMs / 1000, axisMs >= limitMs ? `limit ${limitMs / 1000} s` : '', 'start'),
      },
    ],
  }, widthPx, narrow ? 170 : 160);
}

interface PartRow {
  part: WayPart;
  checks: number;
  p50: number;
  p95: number;
  share: number;
}

function partTable(ways: readonly Way[]): Markup {
  const total = ways.reduce((sum, way) => sum + way.resultMs, 0);
  const rows = wayParts.flatMap((part): PartRow[] => {
    const times = ways.flatMap((way) => way.parts.get(part) ?? []).sort((a, b) => a - b);
    return times.length === 0 ? [] : [{ part, checks: times.length, p50: quantile(times, 0.5), p95: quantile(times, 0.95), share: times.reduce((sum, ms) => sum + ms, 0) / total }];
  });
  const most = Math.max(...rows.map((row) => row.share));
  return table('Stages', [
    { head: 'stage', cell: ({ part }) => [markup`<span class="swatch" style="background:${paint(part)}"></span>`, partLooks[part].words] },
    { head: 'checks', look: 'n aside', cell: (row) => whole(row.checks) },
    { head: 'median, s', look: 'n', cell: (row) => thousandths(row.p50) },
    { head: 'p95, s', look: 'n', cell: (row) => thousandths(row.p95) },
    { head: 'of all time', look: 'n', cell: (row) => percent(row.share) },
    { head: '', look: 'meter', cell: (row) => markup`<span class="bar" style="width:${(100 * row.share / most).toFixed(1)}%;background:${paint(row.part)}"></span>` },
  ], rows);
}

/** Stages are short: three digits after the point in every row, so that they compare at a glance. */
function thousandths(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** What comes before submission: the person waits, the officer captures. Neither is part of the promise of 20 s. */
function beforeTable({ run }: Report): Markup | null {
  const rows: [string, (check: StoredCheck) => number | null][] = [
    ['Person waits for an officer and a device', (check) => (check.captureStartMs === null ? null : Math.max(0, check.captureStartMs - check.dueMs))],
    ['Officer captures fingers and face', (check) => (check.captureStartMs === null || check.capturedMs === null ? null : check.capturedMs - check.captureStartMs)],
  ];
  const measured = rows.map(([name, of]) => ({ name, times: run.checks.flatMap((check) => of(check) ?? []).sort((a, b) => a - b) })).filter((row) => row.times.length > 0);
  if (measured.length === 0) return null;
  return markup`<h3>Before submission</h3><p class="muted">Not part of the result time.</p>${table('Before submission', [
    { head: 'what', cell: (row) => row.name },
    { head: 'checks', look: 'n aside', cell: (row) => whole(row.times.length) },
    { head: 'median, s', look: 'n', cell: (row) => seconds(quantile(row.times, 0.5)) },
    { head: 'p95, s', look: 'n', cell: (row) => seconds(quantile(row.times, 0.95)) },
    { head: 'longest, s', look: 'n', cell: (row) => seconds(row.times.at(-1)!) },
  ], measured)}`;
}
