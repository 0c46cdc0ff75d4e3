import { quantile } from '../../src/core/quantile.ts';
import { resultMs } from '../misses.ts';
import { markup, type Markup } from '../markup.ts';
import type { Report } from '../report.ts';
import { duration, percent, whole } from '../units.ts';
import { axisText, chart, figure, limitLine } from './figure.ts';
import { paint } from './palette.ts';
import { section } from './section.ts';

/** Steps of the time axis, s. */
const ticksS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
/** A curve of more steps than this is drawn through evenly spaced ranks, its ends always among them. */
const stepsMax = 500;
/** Dots a site, at most. */
const dotsMax = 150;
/** Dots of all sites together, where there are many. */
const allDotsMax = 1200;

/** How long answers took: the share of checks that had theirs, over the result time, and every site's checks as dots on the same axis. */
export function latencyPart(report: Report): Markup {
  const { run, fates } = report;
  const online = run.checks.filter((_, k) => fates[k] !== 'offline');
  const times = online.flatMap((check) => resultMs(check) ?? []).sort((a, b) => a - b);
  if (times.length === 0) return section('latency', 'How long answers took', 'No check was answered, so there is nothing to draw.');
  const axis = timeAxis(times, run.plan.slo.inTime.limitMs);
  const bySite = run.plan.sites.map((site) => ({ name: site.id, times: online.filter((check) => check.site === site.id).flatMap((check) => resultMs(check) ?? []).sort((a, b) => a - b) }));
  const missing = online.length - times.length;
  return section('latency', 'How long answers took', 'From submission (the capture is complete) until the officer sees the answer. The curve says which share of the checks had an answer by then; the time axis is logarithmic.',
    figure(`Share of checks answered over result time. ${quantileWords(times, online.length)}`, (widthPx) => curve(times, online.length, axis, report, widthPx),
      `${quantileWords(times, online.length)}. ${whole(online.length)} checks${online.length < run.checks.length ? `, without the ${whole(run.checks.length - online.length)} stored offline` : ''}${missing > 0 ? `; ${whole(missing)} never had an answer, so the curve ends below 100 %` : ''}. Dashed: the share that is promised. Red: the limit.`),
    markup`<h3>By site</h3>`,
    figure('Result times of each site', (widthPx) => dots(bySite, axis, widthPx), `A dot is a check, the bar reaches from the median to p95.${bySite.some((site) => site.times.length > dotsOf(bySite.length)) ? ` Of sites with more than ${dotsOf(bySite.length)} answers, evenly spaced ranks are drawn, the fastest and the slowest among them.` : ''}`));
}

interface TimeAxis {
  limitMs: number;
  /** log10 of ms. */
  min: number;
  max: number;
  ticks: number[];
}

function timeAxis(sorted: readonly number[], limitMs: number): TimeAxis {
  const lowest = Math.max(10, Math.min(sorted[0]!, limitMs / 10));
  const highest = Math.max(sorted.at(-1)!, limitMs) * 1.25;
  const minS = ticksS.findLast((tick) => tick * 1000 < 0.95 * lowest) ?? ticksS[0]!;
  const maxMs = Math.min(highest, ticksS.at(-1)! * 1000);
  return { limitMs, min: Math.log10(minS * 1000), max: Math.log10(maxMs), ticks: ticksS.map((tick) => Math.log10(tick * 1000)).filter((tick) => tick >= Math.log10(minS * 1000) - 1e-9 && tick <= Math.log10(maxMs)) };
}

/** Room for the names of the sites, px; the curve above leaves the same, so that one time axis lies under both. */
const nameWidthPx = 130;

function xAxis({ min, max, ticks }: TimeAxis, narrow: boolean): object {
  return {
    type: 'value', min, max, name: 'result time, s', nameLocation: 'middle', nameGap: 28, nameTextStyle: axisText,
    axisLine: { lineStyle: { color: paint('faint') } }, axisTick: { customValues: ticks, lineStyle: { color: paint('faint') } },
    axisLabel: { ...axisText, customValues: narrow ? ticks.filter((_, k) => (ticks.length - k) % 2 === 1 || ticks.length < 7) : ticks, formatter: (log: number) => String(Number((10 ** log / 1000).toPrecision(3))) }, splitLine: { show: false },
  };
}

/** Place of a result time on the axis; what is shorter than its beginning stands there. */
function place(ms: number): number {
  return Math.log10(Math.max(ticksS[0]! * 1000, ms));
}

/** The 20 s line, and the ground beyond it. */
function limitMarks({ limitMs, max }: TimeAxis, label: boolean): object {
  const at = Math.log10(limitMs);
  return {
    markLine: limitLine(at, label ? `limit ${limitMs / 1000} s` : '', 'end'),
    markArea: { silent: true, data: [[{ xAxis: at }, { xAxis: max }]], itemStyle: { color: paint('limit'), opacity: 0.06 } },
  };
}

function curve(times: readonly number[], checks: number, axis: TimeAxis, { run }: Report, widthPx: number): Markup {
  const narrow = widthPx < 600;
  const at = (rank: number): [number, number] => [place(times[rank]!), (rank + 1) / checks];
  const points: [number, number][] = [[axis.min, 0], ...evenRanks(times.length, stepsMax).map(at), [axis.max, times.length / checks]];
  const marks = [0.5, 0.95].flatMap((q) => quantileMark(times, checks, q));
  const { share } = run.plan.slo.inTime;
  return chart({
    grid: { left: narrow ? 52 : nameWidthPx, right: narrow ? 12 : 24, top: 26, bottom: 44 },
    xAxis: xAxis(axis, narrow),
    yAxis: { type: 'value', min: 0, max: 1, interval: 0.25, axisLabel: { ...axisText, formatter: percent }, splitLine: { lineStyle: { color: paint('rule') } } },
    series: [
      { type: 'line', step: 'end', data: points, showSymbol: false, lineStyle: { color: paint('result'), width: 2 }, ...limitMarks(axis, true) },
      { type: 'line', data: [[axis.min, share], [axis.max, share]], showSymbol: false, lineStyle: { color: paint('muted'), width: 1, type: 'dashed' }, silent: true },
      {
        type: 'scatter', symbolSize: 9, itemStyle: { color: paint('ink') }, silent: true, z: 3,
        data: marks.map(({ point }) => ({ value: point, label: point[0] - axis.min > 0.8 * (axis.max - axis.min) ? { position: 'left', offset: [-2, 16] } : { position: 'right', offset: [2, 16] } })),
        label: { show: true, formatter: ({ dataIndex }: { dataIndex: number }) => marks[dataIndex]!.words, color: paint('ink'), fontSize: 13, fontWeight: 600 },
      },
    ],
  }, widthPx, narrow ? 250 : 330);
}

/** Type-7 quantile of all checks; Infinity when it touches one without an answer. */
function quantileOf(times: readonly number[], checks: number, q: number): number {
  return quantile([...times, ...Array.from({ length: checks - times.length }, () => Number.POSITIVE_INFINITY)], q);
}

function quantileWords(times: readonly number[], checks: number): string {
  const words = ([['Median', 0.5], ['p95', 0.95], ['p99', 0.99]] as const).map(([name, q]) => {
    const ms = quantileOf(times, checks, q);
    return `${name} ${Number.isFinite(ms) ? duration(ms) : 'above the limit'}`;
  });
  return `${words.join(', ')}, slowest answer ${duration(times.at(-1)!)}`;
}

function quantileMark(times: readonly number[], checks: number, q: number): { point: [number, number]; words: string }[] {
  const ms = quantileOf(times, checks, q);
  return Number.isFinite(ms) ? [{ point: [place(ms), q], words: `p${100 * q} ${duration(ms)}` }] : [];
}

function dots(sites: readonly { name: string; times: number[] }[], axis: TimeAxis, widthPx: number): Markup {
  const narrow = widthPx < 600;
  const rowPx = 26;
  const left = narrow ? 92 : nameWidthPx;
  return chart({
    grid: { left, right: narrow ? 12 : 24, top: 8, bottom: 44 },
    xAxis: xAxis(axis, narrow),
    yAxis: { type: 'category', inverse: true, data: sites.map((site) => site.name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...axisText, color: paint('ink'), width: left - 12, overflow: 'truncate' }, splitLine: { show: true, lineStyle: { color: paint('rule') } } },
    series: [
      ...sites.flatMap(({ times }, row) => (times.length === 0 ? [] : [{ type: 'line', showSymbol: false, silent: true, data: [0.5, 0.95].map((q) => [place(quantile(times, q)), row]), lineStyle: { color: paint('faint'), width: 9, cap: 'butt' }, z: 1 }])),
      { type: 'scatter', silent: true, symbolSize: 6, z: 3, data: sites.flatMap(({ times }, row) => evenRanks(times.length, dotsOf(sites.length)).map((rank) => [place(times[rank]!), row])), itemStyle: { color: paint('result'), opacity: 0.55 }, ...limitMarks(axis, false) },
    ],
  }, widthPx, 52 + rowPx * sites.length);
}

function dotsOf(sites: number): number {
  return Math.min(dotsMax, Math.ceil(allDotsMax / sites));
}

/** At most `max` of the ranks 0..length-1, evenly spaced, first and last among them. */
function evenRanks(length: number, max: number): number[] {
  if (length <= max) return Array.from({ length }, (_, k) => k);
  return Array.from({ length: max }, (_, k) => Math.round((k * (length - 1)) / (max - 1)));
}
