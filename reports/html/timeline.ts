import { markup, type Markup, type Part } from '../markup.ts';
import { missesOf } from '../misses.ts';
import type { Report } from '../report.ts';
import { duration, playTime } from '../units.ts';
import { eventsPart } from './events.ts';
import { figure } from './figure.ts';
import { hitLook, missLook, paint } from './palette.ts';
import { processRows } from './process-rows.ts';
import { section } from './section.ts';
import { crossPath, diamondPath, fixed, timeTicks, type Interval, type Scale } from './shapes.ts';
import { deepestOf, siteBand, type Row, type SiteLane } from './site-band.ts';

/** Heights, px. */
const bandGapPx = 12;
const axisPx = 22;
/** A device's row; thinner where there are many. */
const rowPx = 8;
const rowPxThin = 4;
const rowsThinFrom = 80;
/** Room for the names of sites where there is room, px. */
const namesPx = 150;

/** The play: every check as a mark in its device's row, outages behind them, the queue of each site beneath, deaths of programs at the end. */
export function timelinePart(report: Report): Markup {
  const { run } = report;
  return section('timeline', 'The play', ['Minutes of the play from left to right; a row is a device. ', idleWords(report), endedEarly(report) ? ' The run ended early: nothing was recorded on the grey ground.' : ''],
    key(), figure('Every check over the time of the play, by site and device', (widthPx) => draw(report, widthPx)), eventsPart(run));
}

function idleWords({ run: { plan } }: Report): string {
  const skippedMs = plan.sites.flatMap((site) => site.jumps).reduce((sum, jump) => sum + jump.skippedMs, 0) / Math.max(1, plan.sites.length);
  if (skippedMs === 0) return 'No idle time was left out.';
  return `Idle time is left out, site by site: ${duration(skippedMs)} of ${duration(skippedMs + plan.playMs)} on average. Shared services therefore see a load at least as dense as in the field.`;
}

/** Interrupted by a person, or killed: there is no word of how the officers ended. */
function endedEarly({ run }: Report): boolean {
  return run.interrupted || run.k6 === null;
}

function key(): Markup {
  const entry = (drawing: Markup, words: string): Markup => markup`<span><svg viewBox="0 0 22 12" aria-hidden="true">${drawing}</svg>${words}</span>`;
  const bar = (name: string, height: number): Markup => markup`<rect x="1" y="${6 - height / 2}" width="20" height="${height}" style="fill:${paint(name)}"/>`;
  const mark = (path: string, look: string): Markup => markup`<path d="${path}" style="${look}"/>`;
  return markup`<div class="key">
${entry(bar('faint', 2), 'person waits')}
${entry(bar('capture', 6), 'capture')}
${entry(bar('result', 6), 'submitted until shown')}
${entry(bar('queue', 6), 'stored until the link returned')}
${entry(mark(crossPath(11, 6), missLook), 'missed')}
${entry(mark(diamondPath(11, 6), hitLook), 'hit')}
${entry(bar('outage', 10), 'link down')}
</div>`;
}

function draw(report: Report, widthPx: number): Markup {
  const narrow = widthPx < 600;
  const left = narrow ? 0 : namesPx;
  const spanMs = spanOf(report);
  const scale: Scale = (ms) => left + (Math.max(0, Math.min(ms, spanMs)) / spanMs) * (widthPx - left - 8);
  let y = axisPx;
  const bands = lanesOf(report, spanMs).map((lane) => {
    const band = siteBand(lane, { scale, top: y, narrow, spanMs });
    y += band.heightPx + bandGapPx;
    return band.drawing;
  });
  const stack = processRows(report, { scale, top: y, narrow, spanMs });
  y += stack.heightPx;
  const ground = endedEarly(report) ? emptyGround(report, scale, spanMs, y) : null;
  return markup`<svg class="own" viewBox="0 0 ${widthPx} ${y}" xmlns="http://www.w3.org/2000/svg">${ground}${grid(scale, spanMs, narrow ? 5 : 12, y)}${bands}${stack.drawing}</svg>`;
}

/** End of the drawing: the planned end, or what came later. */
function spanOf({ run }: Report): number {
  const last = run.checks.reduce((latest, check) => Math.max(latest, check.shownMs ?? 0, check.capturedMs ?? 0, check.dueMs), 0);
  return Math.max(1000, run.plan.playMs, last);
}

function lanesOf(report: Report, spanMs: number): SiteLane[] {
  const { plan, checks, samples } = report.run;
  const rows = Map.groupBy(checks.map((check, k): Row => ({ check, fate: report.fates[k]! })), ({ check }) => check.device);
  const queues = Map.groupBy(samples.filter((sample) => sample.gauge === 'queueDepth'), ({ subject }) => subject);
  const shared = {
    misses: new Map(missesOf(report).map((miss) => [miss.check.tcn, miss.words])),
    deepestQueue: deepestOf([...queues.values()].flat()),
    rowPx: plan.devices.length >= rowsThinFrom ? rowPxThin : rowPx,
  };
  return plan.sites.map((site) => ({
    ...shared,
    site,
    devices: plan.devices.filter((device) => device.site === site.id).map((device) => rows.get(device.id) ?? []),
    queue: queues.get(`site:${site.id}`) ?? [],
    outages: outagesOf(report, site.id, spanMs),
  }));
}

function outagesOf({ run }: Report, site: string, spanMs: number): Interval[] {
  const changes = run.events.filter((event) => event.kind === 'link' && event.subject === site);
  return changes.flatMap((change, k): Interval[] => (change.data['state'] === 'up' ? [] : [[change.atMs, changes[k + 1]?.atMs ?? spanMs]]));
}

function grid(scale: Scale, spanMs: number, ticks: number, bottom: number): Markup[] {
  return timeTicks(spanMs, ticks).map((ms) => {
    const x = fixed(scale(ms));
    return markup`<line x1="${x}" x2="${x}" y1="${axisPx - 4}" y2="${bottom}" style="stroke:${paint('rule')}"/><text x="${x}" y="${axisPx - 9}" font-size="12" text-anchor="${ms === 0 ? 'start' : 'middle'}">${playTime(ms)}</text>`;
  });
}

function emptyGround({ run: { checks, samples } }: Report, scale: Scale, spanMs: number, bottom: number): Part {
  const endMs = [...samples.map(({ atMs }) => atMs), ...checks.map((check) => Math.max(check.shownMs ?? 0, check.calledMs ?? 0))].reduce((latest, ms) => Math.max(latest, ms), 0);
  return markup`<rect x="${fixed(scale(endMs))}" y="${axisPx - 4}" width="${fixed(Math.max(0, scale(spanMs) - scale(endMs)))}" height="${bottom - axisPx + 4}" style="fill:${paint('panel')}"><title>nothing was recorded after ${playTime(endMs)}</title></rect>`;
}
