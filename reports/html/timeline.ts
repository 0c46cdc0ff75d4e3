import type { SitePlan } from '../../src/core/plan.ts';
import type { SampleRecord } from '../../src/core/records.ts';
import type { StoredCheck } from '../../src/store/run.ts';
import type { Fate } from '../../src/verdict/classify.ts';
import { isMiss, missesOf } from '../misses.ts';
import { markup, type Markup, type Part } from '../markup.ts';
import type { Report } from '../report.ts';
import { duration, playTime, whole } from '../units.ts';
import { eventsPart } from './events.ts';
import { figure } from './figure.ts';
import { paint } from './palette.ts';
import { section } from './section.ts';
import { crossPath, diamondPath, intervalsPath, plotPath, timeTicks, type Interval, type Scale } from './shapes.ts';

/** Heights, px. */
const bandGapPx = 12;
const labelPx = 18;
const queuePx = 18;
const axisPx = 22;
/** A device's row; thinner where there are many. */
const rowPx = 8;
const rowPxThin = 4;
const rowsThinFrom = 80;
/** Marks are drawn one by one, with words of their own, up to this many. */
const marksWithWordsMax = 300;

/** The play: every check as a mark in its device's row, outages behind them, the queue of each site beneath, deaths of programs at the end. */
export function timelinePart(report: Report): Markup {
  const { run } = report;
  const skippedMs = run.plan.sites.flatMap((site) => site.jumps).reduce((sum, jump) => sum + jump.skippedMs, 0) / Math.max(1, run.plan.sites.length);
  const lead = `Minutes of the play from left to right; a row is a device. ${skippedMs > 0 ? `Idle time is left out, site by site: ${duration(skippedMs)} of ${duration(skippedMs + run.plan.playMs)} on average. Shared services therefore see a load at least as dense as in the field.` : 'No idle time was left out.'}${run.interrupted || !run.k6 ? ' The run ended early: nothing was recorded on the grey ground.' : ''}`;
  return section('timeline', 'The play', lead, key(), figure('Every check over the time of the play, by site and device', (widthPx) => draw(report, widthPx)), eventsPart(run));
}

function key(): Markup {
  const bar = (name: string): Markup => markup`<rect x="1" y="3" width="20" height="6" style="fill:${paint(name)}"/>`;
  const mark = (path: string, looks: string): Markup => markup`<path d="${path}" style="${looks}"/>`;
  const entry = (drawing: Markup, words: string): Markup => markup`<span><svg viewBox="0 0 22 12" aria-hidden="true">${drawing}</svg>${words}</span>`;
  return markup`<div class="key">
${entry(markup`<rect x="1" y="5" width="20" height="2" style="fill:${paint('faint')}"/>`, 'person waits')}
${entry(bar('capture'), 'capture')}
${entry(bar('result'), 'submitted until shown')}
${entry(bar('queue'), 'stored until the link returned')}
${entry(mark(crossPath(11, 6), missLook), 'missed')}
${entry(mark(diamondPath(11, 6), hitLook), 'hit')}
${entry(markup`<rect x="1" y="1" width="20" height="10" style="fill:${paint('outage')}"/>`, 'link down')}
</div>`;
}

const missLook = `fill:none;stroke:${paint('miss')};stroke-width:2`;
const hitLook = `fill:${paint('ink')};stroke:${paint('paper')};stroke-width:1`;

interface Row {
  check: StoredCheck;
  fate: Fate;
}

function draw(report: Report, widthPx: number): Markup {
  const { run } = report;
  const narrow = widthPx < 600;
  const left = narrow ? 0 : 150;
  const spanMs = spanOf(report);
  const scale: Scale = (ms) => left + (Math.max(0, Math.min(ms, spanMs)) / spanMs) * (widthPx - left - 8);
  const height = run.plan.devices.length >= rowsThinFrom ? rowPxThin : rowPx;
  const words = new Map(missesOf(report).map((miss) => [miss.check.tcn, miss.words]));
  const rows = Map.groupBy(run.checks.map((check, k): Row => ({ check, fate: report.fates[k]! })), ({ check }) => check.device);
  const queues = Map.groupBy(run.samples.filter((sample) => sample.gauge === 'queueDepth'), ({ subject }) => subject);
  const deepestQueue = deepestOf([...queues.values()].flat());
  let y = axisPx;
  const bands = run.plan.sites.map((site) => {
    const band = siteBand(report, site, { scale, top: y, narrow, rowPx: height, spanMs, words, rows, queues, deepestQueue });
    y += band.heightPx + bandGapPx;
    return band.drawing;
  });
  const stack = processRows(report, { scale, top: y, narrow, spanMs });
  y += stack.heightPx;
  const grid = timeTicks(spanMs, narrow ? 5 : 12).map((ms) => markup`<line x1="${fixed(scale(ms))}" x2="${fixed(scale(ms))}" y1="${axisPx - 4}" y2="${y}" style="stroke:${paint('rule')}"/><text x="${fixed(scale(ms))}" y="${axisPx - 9}" font-size="12" text-anchor="${ms === 0 ? 'start' : 'middle'}">${playTime(ms)}</text>`);
  const ended = endOfRecord(run, scale, spanMs, y);
  return markup`<svg class="own" viewBox="0 0 ${widthPx} ${y}" xmlns="http://www.w3.org/2000/svg">${ended}${grid}${bands}${stack.drawing}</svg>`;
}

/** End of the drawing: the planned end, or what came later. */
function spanOf({ run }: Report): number {
  const last = run.checks.reduce((latest, check) => Math.max(latest, check.shownMs ?? 0, check.capturedMs ?? 0, check.dueMs), 0);
  return Math.max(1000, run.plan.playMs, last);
}

/** Of a run that was interrupted or killed: from when on nothing was recorded. */
function endOfRecord({ checks, samples, interrupted, k6 }: Report['run'], scale: Scale, spanMs: number, height: number): Part {
  if (!interrupted && k6) return null;
  const endMs = [...samples.map(({ atMs }) => atMs), ...checks.map((check) => Math.max(check.shownMs ?? 0, check.calledMs ?? 0))].reduce((latest, ms) => Math.max(latest, ms), 0);
  return markup`<rect x="${fixed(scale(endMs))}" y="${axisPx - 4}" width="${fixed(Math.max(0, scale(spanMs) - scale(endMs)))}" height="${height - axisPx + 4}" style="fill:${paint('panel')}"><title>nothing was recorded after ${playTime(endMs)}</title></rect>`;
}

interface Frame {
  scale: Scale;
  top: number;
  narrow: boolean;
  spanMs: number;
}

interface SiteFrame extends Frame {
  rowPx: number;
  /** What went wrong, by TCN. */
  words: ReadonlyMap<string, string>;
  /** Checks by device. */
  rows: ReadonlyMap<string, Row[]>;
  /** Queue depths by `site:<id>`. */
  queues: ReadonlyMap<string, SampleRecord[]>;
  /** Of all sites. */
  deepestQueue: number;
}

function siteBand(report: Report, site: SitePlan, { scale, top, narrow, rowPx: height, spanMs, words, rows: rowsOf, queues, deepestQueue }: SiteFrame): { drawing: Markup; heightPx: number } {
  const { run } = report;
  const devices = run.plan.devices.filter((device) => device.site === site.id);
  const rowsTop = narrow ? top + labelPx : top;
  const rows = devices.map((device) => rowsOf.get(device.id) ?? []);
  const rowsHeight = Math.max(rows.length * height, narrow ? 0 : 2 * labelPx - 4);
  const queue = queuePlot(queues.get(`site:${site.id}`) ?? [], deepestQueue, scale, rowsTop + rowsHeight + 3);
  const bottom = rowsTop + rowsHeight + (queue ? queuePx + 3 : 0);
  const outages = outagesOf(report, site.id, spanMs).map(([fromMs, toMs]) => markup`<rect x="${fixed(scale(fromMs))}" y="${rowsTop - 2}" width="${fixed(Math.max(1, scale(toMs) - scale(fromMs)))}" height="${bottom - rowsTop + 4}" style="fill:${paint('outage')}"><title>link down ${playTime(fromMs)} to ${playTime(toMs)}</title></rect>`);
  const count = `${whole(rows.flat().length)} checks, ${devices.length} device${devices.length === 1 ? '' : 's'}`;
  const label = narrow
    ? markup`<text class="i" x="0" y="${top + 12}" font-size="13" font-weight="600">${site.id}<tspan font-weight="400" dx="8" fill="${paint('muted')}">${count}</tspan></text>`
    : markup`<text class="i" x="0" y="${top + 11}" font-size="13" font-weight="600">${shorten(site.id, 20)}</text><text x="0" y="${top + 27}" font-size="12">${count}</text>`;
  return {
    drawing: markup`<g>${outages}${label}${rows.map((row, k) => deviceRow(row, scale, rowsTop + k * height, height))}${queue}${rows.map((row, k) => markup`${marks(row, scale, rowsTop + (k + 0.5) * height, words)}`)}</g>`,
    heightPx: bottom - top,
  };
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** One device: what its checks did, each kind as one path. */
function deviceRow(rows: readonly Row[], scale: Scale, top: number, height: number): Markup[] {
  const bar = height - 3;
  const path = (color: string, intervals: Interval[], y: number, thickness: number): Part => (intervals.length === 0 ? null : markup`<path d="${intervalsPath(intervals, scale, y, thickness)}" style="fill:${paint(color)}"/>`);
  const between = (from: (row: Row) => number | null, to: (row: Row) => number | null, stored: boolean | null): Interval[] => rows.flatMap((row): Interval[] => {
    const [fromMs, toMs] = [from(row), to(row)];
    return fromMs === null || toMs === null || toMs <= fromMs || (stored !== null && stored !== (row.check.stored || row.fate === 'offline')) ? [] : [[fromMs, toMs]];
  });
  return [markup`${path('faint', between(({ check }) => check.dueMs, ({ check }) => check.captureStartMs, null), top + bar + 0.5, 1.5)}${path('queue', between(({ check }) => check.capturedMs, ({ check }) => check.shownMs, true), top, bar)}${path('capture', between(({ check }) => check.captureStartMs, ({ check }) => check.capturedMs, null), top, bar)}${path('result', between(({ check }) => check.capturedMs, ({ check }) => check.shownMs, false), top, bar)}\n`];
}

/** Hits and misses, on top of everything. */
function marks(rows: readonly Row[], scale: Scale, y: number, words: ReadonlyMap<string, string>): Part {
  const missed = rows.filter(({ fate }) => isMiss(fate));
  const hits = rows.filter(({ check, fate }) => check.outcome === 'hit' && !isMiss(fate));
  const at = ({ check }: Row): number => scale(check.shownMs ?? check.capturedMs ?? check.dueMs);
  if (words.size > marksWithWordsMax) return markup`<path d="${[...new Set(missed.map((row) => crossPath(Math.round(at(row)), y)))].join('')}" style="${missLook}"/>`;
  return [
    missed.map((row) => markup`<path d="${crossPath(at(row), y)}" style="${missLook}"><title>${row.check.tcn}, due ${playTime(row.check.dueMs)}: ${words.get(row.check.tcn) ?? ''}</title></path>`),
    hits.map((row) => markup`<path d="${diamondPath(at(row), y)}" style="${hitLook}"><title>${row.check.tcn}: hit ${row.check.detail}, shown ${playTime(row.check.shownMs ?? row.check.dueMs)}</title></path>`),
  ];
}

/** Queue depth as gauged, the deepest of each pixel, on one scale for all sites; null where it never held a check. */
function queuePlot(samples: readonly SampleRecord[], deepestOfAll: number, scale: Scale, top: number): Part {
  const deepest = deepestOf(samples);
  if (deepest === 0) return null;
  const points = samples.map(({ atMs, value }): [number, number] => [scale(atMs), value / deepestOfAll]);
  const [firstX] = points[0]!;
  return markup`<path d="${plotPath(points, top + queuePx, queuePx - 3)}" style="fill:${paint('queue')};fill-opacity:.45"/><text x="${fixed(Math.max(firstX, scale(0)) - 4)}" y="${top + queuePx - 3}" font-size="11" text-anchor="end">${firstX > 60 ? `queue, up to ${whole(deepest)}` : ''}</text>`;
}

function deepestOf(samples: readonly SampleRecord[]): number {
  return samples.reduce((most, { value }) => Math.max(most, value), 0);
}

function outagesOf({ run }: Report, site: string, spanMs: number): Interval[] {
  const changes = run.events.filter((event) => event.kind === 'link' && event.subject === site);
  return changes.flatMap((change, k): Interval[] => (change.data['state'] === 'up' ? [] : [[change.atMs, changes[k + 1]?.atMs ?? spanMs]]));
}

/** Programs that died, and how long they were away. */
function processRows({ run }: Report, { scale, top, narrow, spanMs }: Frame): { drawing: Markup; heightPx: number } {
  const names = [...new Set(run.events.filter((event) => event.kind === 'process-died').map((event) => event.subject))];
  const height = narrow ? 2 * labelPx : labelPx + 4;
  const rows = names.map((name, k) => {
    const y = top + k * height + (narrow ? labelPx : 0);
    const events = run.events.filter((event) => event.subject === name);
    return markup`<text class="i" x="0" y="${narrow ? y - 4 : y + 12}" font-size="13" font-weight="600">${name}</text>${events.filter((event) => event.kind === 'process-died').map(({ atMs }) => {
      const back = events.find((event) => event.kind === 'process-restarted' && event.atMs >= atMs);
      const words = back ? `died ${playTime(atMs)}, back after ${duration(back.atMs - atMs)}` : `died ${playTime(atMs)}, not back`;
      const end = scale(back?.atMs ?? spanMs);
      const rightOf = scale(atMs) < scale(spanMs) * 0.7;
      return markup`<rect x="${fixed(scale(atMs))}" y="${y + 3}" width="${fixed(Math.max(1.5, end - scale(atMs)))}" height="10" style="fill:${paint('miss')};fill-opacity:.35"/><path d="${crossPath(scale(atMs), y + 8)}" style="${missLook}"/><text x="${fixed(rightOf ? end + 8 : scale(atMs) - 8)}" y="${y + 12}" font-size="12" text-anchor="${rightOf ? 'start' : 'end'}">${words}</text>`;
    })}`;
  });
  return { drawing: markup`<g>${rows}</g>`, heightPx: names.length * height };
}

function fixed(px: number): string {
  return px.toFixed(1);
}
