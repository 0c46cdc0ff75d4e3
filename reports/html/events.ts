import type { EventRecord } from '../../src/core/records.ts';
import type { RunRecord } from '../../src/store/run.ts';
import { markup, type Part } from '../markup.ts';
import { duration, playTime } from '../units.ts';
import { table } from './table.ts';

/** What is told of an event, by kind; kinds without a row are for the store only. */
const told: Record<string, (event: EventRecord) => string> = {
  'process-died': ({ data }) => {
    const { code, signal } = data as { code: number | null; signal: string | null };
    return `died: ${signal ?? `exit code ${code}`}`;
  },
  'process-restarted': () => 'was restarted',
  'process-lost': ({ data }) => `did not come back: ${String(data['reason'])}`,
  link: ({ atMs, data }) => `link became ${linkWords[String(data['state'])] ?? String(data['state'])}, ${duration(Math.abs(atMs - Number(data['plannedMs'])))} ${atMs < Number(data['plannedMs']) ? 'before' : 'after'} the planned moment`,
  'link-failed': ({ data }) => `link could not be changed: ${String(data['reason'])}`,
  'capture-failed': ({ data }) => `capture failed: ${String(data['fault'])}`,
  'uplink-lost': ({ data }) => `connection lost: ${String(data['reason'])}`,
  'jump-in-flight': () => 'idle time was left out while a check was under way',
};

const linkWords: Record<string, string> = { up: 'up', silent: 'silent (bytes wait, nobody is told)', refused: 'refused (connections are closed)' };

/** More events than this are for the store, not for the eye. */
const eventsMax = 200;

/** What happened beside the checks, folded away. */
export function eventsPart({ events }: RunRecord): Part {
  const shown = events.filter((event) => told[event.kind]);
  if (shown.length === 0) return null;
  return markup`<details><summary>What happened beside the checks: ${shown.length} events</summary>${table('Events', [
    { head: 'time', look: 'n', cell: (event) => playTime(event.atMs) },
    { head: 'where', look: 'w', cell: (event) => event.subject },
    { head: 'what', cell: (event) => told[event.kind]!(event) },
  ], shown.slice(0, eventsMax))}${shown.length > eventsMax ? markup`<p class="muted">${shown.length - eventsMax} more stand in the run store.</p>` : null}</details>`;
}
