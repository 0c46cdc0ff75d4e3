import type { Clock } from '../core/clock.ts';
import { counted } from '../core/words.ts';
import type { Observer, PlayStatus } from '../run/observer.ts';
import { formatMs, isLive, paint } from './terminal.ts';

const redrawEveryMs = 200;
/** Without a terminal a line of the play comes this often, ms. */
const plainEveryMs = 15_000;
/** And one of a long step this often. */
const plainStepEveryMs = 10_000;
/** Lines of a terminal that are not for sites, and the sites shown however small it is. */
const linesBesideSites = 6;
const sitesShownMin = 4;

/** Shows a rehearsal on stderr: redrawn in place on a terminal, plain lines elsewhere. */
export function display(clock: Clock): Observer & { end(): void } {
  return isLive() ? liveDisplay(clock) : plainDisplay(clock);
}

function liveDisplay(clock: Clock): Observer & { end(): void } {
  let drawn = 0;
  let lastMs = 0;
  const eta = stepEta(clock);
  const draw = (lines: string[], finished: boolean): void => {
    const nowMs = clock.nowMs();
    if (!finished && nowMs - lastMs < redrawEveryMs) return;
    lastMs = nowMs;
    const width = process.stderr.columns || 80;
    const clear = drawn > 0 ? `\u001b[${drawn}A\u001b[J` : '';
    process.stderr.write(clear + lines.map((line) => `${truncate(line, width)}\n`).join(''));
    drawn = finished ? 0 : lines.length;
  };
  return {
    step: (name, done, total) => draw([stepLine(name, done, total, eta(name, done, total))], done >= total),
    play: (status) => draw(playLines(status), false),
    end: () => { drawn = 0; },
  };
}

function plainDisplay(clock: Clock): Observer & { end(): void } {
  let lastPlayMs = Number.NEGATIVE_INFINITY;
  const told = new Map<string, number>();
  const eta = stepEta(clock);
  const write = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    step: (name, done, total) => {
      const nowMs = clock.nowMs();
      const left = eta(name, done, total);
      const last = told.get(name);
      if (last !== undefined && done < total && nowMs - last < plainStepEveryMs) return;
      if (last === Number.POSITIVE_INFINITY) return;
      told.set(name, done >= total ? Number.POSITIVE_INFINITY : nowMs);
      write(stepLine(name, done, total, left));
    },
    play: (status) => {
      const nowMs = clock.nowMs();
      if (nowMs - lastPlayMs < plainEveryMs) return;
      lastPlayMs = nowMs;
      write(playHead(status).join('; '));
    },
    end: () => {},
  };
}

/** Time left of a step by its own pace since it was first seen, ms. */
function stepEta(clock: Clock): (name: string, done: number, total: number) => number | null {
  const began = new Map<string, { atMs: number; done: number }>();
  return (name, done, total) => {
    const first = began.get(name) ?? { atMs: clock.nowMs(), done };
    began.set(name, first);
    const made = done - first.done;
    return made <= 0 || done >= total ? null : (clock.nowMs() - first.atMs) / made * (total - done);
  };
}

function stepLine(name: string, done: number, total: number, leftMs: number | null): string {
  const share = total === 0 ? 1 : done / total;
  const state = done >= total ? paint('green', 'done') : `${bar(share)} ${done} of ${total}${leftMs === null ? '' : `, ${formatMs(leftMs)} left`}`;
  return `${name.padEnd(22)} ${state}`;
}

function playLines(status: PlayStatus): string[] {
  const [course, results] = playHead(status);
  return [course, `  ${results}`, ...siteLines(status.sites, Math.max(sitesShownMin, (process.stderr.rows || 24) - linesBesideSites))];
}

/** Sites in trouble come first where not all have room. */
function siteLines(sites: PlayStatus['sites'], room: number): string[] {
  const trouble = (site: PlayStatus['sites'][number]): number => (site.link === 'up' ? 0 : 1_000_000) + site.queue;
  const shown = sites.length <= room ? sites : sites.toSorted((a, b) => trouble(b) - trouble(a)).slice(0, room - 1);
  const lines = shown.map((site) => `  ${site.id.padEnd(22)} link ${site.link === 'up' ? paint('green', 'up') : paint('red', site.link)}${site.queue > 0 ? `, ${site.queue} in queue` : ''}`);
  return sites.length <= room ? lines : [...lines, `  and ${counted(sites.length - shown.length, 'more site')}`];
}

/** How far the play is, and what came of it. */
function playHead({ checks, hits, p50Ms, p95Ms, elapsedMs, leftMs }: PlayStatus): [string, string] {
  const stored = checks.offline > 0 ? `, ${checks.offline} stored` : '';
  return [
    `${formatMs(Math.max(0, elapsedMs))}: ${bar(checks.done / checks.total)} ${checks.done} of ${checks.total} checks done, ${checks.due} due${stored}; ${formatMs(leftMs)} left`,
    `${counted(hits, 'hit')}; ${p50Ms === null ? 'no results yet' : `p50 ${formatMs(p50Ms)}, p95 ${formatMs(p95Ms!)}`}`,
  ];
}

function bar(share: number): string {
  const width = 20;
  const full = Math.round(width * Math.min(1, share));
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
}

/** Cuts a line to the terminal's width, escape sequences apart. */
function truncate(line: string, width: number): string {
  let seen = 0;
  // eslint-disable-next-line no-control-regex -- escape sequences begin with ESC
  return line.replace(/\u001b\[\d+m|[^]/g, (part) => (part.startsWith('\u001b') || (seen += 1) < width ? part : ''));
}
