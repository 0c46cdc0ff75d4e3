import { markup, type Markup } from '../markup.ts';
import type { Report } from '../report.ts';
import { duration, playTime } from '../units.ts';
import { missLook, paint } from './palette.ts';
import { crossPath, fixed, type Frame } from './shapes.ts';

/** Heights, px. */
const rowPx = 22;
const namePx = 14;

/** Programs that died, and how long they were away. */
export function processRows({ run }: Report, { scale, top, narrow, spanMs }: Frame): { drawing: Markup; heightPx: number } {
  const names = [...new Set(run.events.filter((event) => event.kind === 'process-died').map((event) => event.subject))];
  const height = narrow ? rowPx + namePx : rowPx;
  const rows = names.map((name, k) => {
    const y = top + k * height + (narrow ? namePx : 0);
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
