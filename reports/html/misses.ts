import { missWords, type MissKind } from '../../src/verdict/classify.ts';
import { markup, type Markup } from '../markup.ts';
import { missesOf, type Miss } from '../misses.ts';
import type { Report } from '../report.ts';
import { playTime, whole } from '../units.ts';
import { section } from './section.ts';
import { table } from './table.ts';

/** Misses shown at once, and misses that unfold; what is more is counted only. */
const shownMax = 25;
const foldedMax = 400;

/** Every check that was not answered right and in time, and what went wrong. */
export function missesPart(report: Report): Markup {
  const misses = missesOf(report);
  if (misses.length === 0) return section('misses', 'Misses', 'None: every check was answered right and in time, or stored and answered as promised.');
  const kinds = (Object.keys(missWords) as MissKind[]).map((kind) => ({ kind, count: misses.filter((miss) => miss.kind === kind).length })).filter(({ count }) => count > 0);
  return section('misses', 'Misses', `${whole(misses.length)} of ${whole(report.run.checks.length)} checks: ${kinds.map(({ kind, count }) => `${whole(count)} ${missWords[kind]}`).join(', ')}.`,
    missTable(misses.slice(0, shownMax)),
    misses.length > shownMax ? markup`<details><summary>${whole(misses.length - shownMax)} more</summary>${missTable(misses.slice(shownMax, shownMax + foldedMax))}</details>` : null,
    misses.length > shownMax + foldedMax ? markup`<p class="muted">${whole(misses.length - shownMax - foldedMax)} more stand in the run store.</p>` : null);
}

function missTable(misses: readonly Miss[]): Markup {
  return table('Misses', [
    { head: 'due', look: 'n', cell: ({ check }) => playTime(check.dueMs) },
    { head: 'site', look: 'w', cell: ({ check }) => check.site },
    { head: 'what went wrong', cell: ({ words }) => words },
    { head: 'attempts', look: 'n aside', cell: ({ check }) => check.attempts },
    { head: 'device', look: 'w', cell: ({ check }) => check.device },
    { head: 'transaction', look: 'w', cell: ({ check }) => markup`<code>${check.tcn}</code>` },
  ], misses);
}
