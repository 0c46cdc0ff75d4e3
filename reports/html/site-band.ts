import type { SitePlan } from '../../src/core/plan.ts';
import type { SampleRecord } from '../../src/core/records.ts';
import type { StoredCheck } from '../../src/store/run.ts';
import type { Fate } from '../../src/verdict/classify.ts';
import { markup, type Markup, type Part } from '../markup.ts';
import { isMiss } from '../misses.ts';
import { playTime, whole } from '../units.ts';
import { hitLook, missLook, paint } from './palette.ts';
import { crossPath, diamondPath, fixed, intervalsPath, plotPath, type Frame, type Interval, type Scale } from './shapes.ts';

/** Heights, px. */
const labelPx = 18;
const queuePx = 18;
/** Marks are drawn one by one, with words of their own, up to this many misses in a run. */
const marksWithWordsMax = 300;

/** A check and what became of it. */
export interface Row {
  check: StoredCheck;
  fate: Fate;
}

/** One site of the play. */
export interface SiteLane {
  site: SitePlan;
  /** Checks of each device. */
  devices: Row[][];
  /** Gauged queue depth, by time. */
  queue: readonly SampleRecord[];
  /** The deepest queue of any site: all are drawn on one scale. */
  deepestQueue: number;
  outages: Interval[];
  /** Height of a device's row, px. */
  rowPx: number;
  /** What went wrong, by TCN, in the whole run. */
  misses: ReadonlyMap<string, string>;
}

/** A site's devices, one row each, over its outages, with its queue beneath. */
export function siteBand({ site, devices, queue, deepestQueue, outages, rowPx, misses }: SiteLane, { scale, top, narrow }: Frame): { drawing: Markup; heightPx: number } {
  const rowsTop = narrow ? top + labelPx : top;
  const rowsHeight = Math.max(devices.length * rowPx, narrow ? 0 : 2 * labelPx - 4);
  const plot = queuePlot(queue, deepestQueue, scale, rowsTop + rowsHeight + 3);
  const bottom = rowsTop + rowsHeight + (plot ? queuePx + 3 : 0);
  const grounds = outages.map(([fromMs, toMs]) => markup`<rect x="${fixed(scale(fromMs))}" y="${rowsTop - 2}" width="${fixed(Math.max(1, scale(toMs) - scale(fromMs)))}" height="${bottom - rowsTop + 4}" style="fill:${paint('outage')}"><title>link down ${playTime(fromMs)} to ${playTime(toMs)}</title></rect>`);
  const rows = devices.map((row, k) => deviceRow(row, scale, rowsTop + k * rowPx, rowPx));
  const onTop = devices.map((row, k) => marks(row, scale, rowsTop + (k + 0.5) * rowPx, misses));
  return { drawing: markup`<g>${grounds}${label(site.id, devices, top, narrow)}${rows}${plot}${onTop}</g>`, heightPx: bottom - top };
}

function label(id: string, devices: readonly Row[][], top: number, narrow: boolean): Markup {
  const count = `${whole(devices.flat().length)} checks, ${devices.length} device${devices.length === 1 ? '' : 's'}`;
  return narrow
    ? markup`<text class="i" x="0" y="${top + 12}" font-size="13" font-weight="600">${id}<tspan font-weight="400" dx="8" fill="${paint('muted')}">${count}</tspan></text>`
    : markup`<text class="i" x="0" y="${top + 11}" font-size="13" font-weight="600">${shorten(id, 20)}</text><text x="0" y="${top + 27}" font-size="12">${count}</text>`;
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** One device: what its checks did, each kind as one path; waiting as a thin line beneath. */
function deviceRow(rows: readonly Row[], scale: Scale, top: number, height: number): Markup {
  const bar = height - 3;
  const bars = (color: string, picked: readonly Row[], of: (check: StoredCheck) => [from: number | null, to: number | null], y = top, thickness = bar): Part => {
    const intervals = picked.flatMap(({ check }): Interval[] => {
      const [fromMs, toMs] = of(check);
      return fromMs === null || toMs === null || toMs <= fromMs ? [] : [[fromMs, toMs]];
    });
    return intervals.length === 0 ? null : markup`<path d="${intervalsPath(intervals, scale, y, thickness)}" style="fill:${paint(color)}"/>`;
  };
  const isStored = ({ check, fate }: Row): boolean => check.stored || fate === 'offline';
  return markup`${bars('faint', rows, (check) => [check.dueMs, check.captureStartMs], top + bar + 0.5, 1.5)}
${bars('queue', rows.filter(isStored), (check) => [check.capturedMs, check.shownMs])}
${bars('capture', rows, (check) => [check.captureStartMs, check.capturedMs])}
${bars('result', rows.filter((row) => !isStored(row)), (check) => [check.capturedMs, check.shownMs])}
`;
}

/** Hits and misses, on top of everything; of very many misses one path, crosses on one pixel drawn once. */
function marks(rows: readonly Row[], scale: Scale, y: number, misses: ReadonlyMap<string, string>): Part {
  const at = ({ check }: Row): number => scale(check.shownMs ?? check.capturedMs ?? check.dueMs);
  const missed = rows.filter(({ fate }) => isMiss(fate));
  const hits = rows.filter(({ check, fate }) => check.outcome === 'hit' && !isMiss(fate));
  return [
    misses.size > marksWithWordsMax
      ? markup`<path d="${[...new Set(missed.map((row) => crossPath(Math.round(at(row)), y)))].join('')}" style="${missLook}"/>`
      : missed.map((row) => markup`<path d="${crossPath(at(row), y)}" style="${missLook}"><title>${row.check.tcn}, due ${playTime(row.check.dueMs)}: ${misses.get(row.check.tcn)!}</title></path>`),
    hits.map((row) => markup`<path d="${diamondPath(at(row), y)}" style="${hitLook}"><title>${row.check.tcn}: hit ${row.check.detail}, shown ${playTime(row.check.shownMs!)}</title></path>`),
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

/** The largest value gauged; 0 of none. */
export function deepestOf(samples: readonly SampleRecord[]): number {
  return samples.reduce((most, { value }) => Math.max(most, value), 0);
}
