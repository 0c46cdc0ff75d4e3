import type { Quantiles, Reason } from '../src/core/verdict.ts';
import { missesOf } from './misses.ts';
import { reasonValues } from './reasons.ts';
import type { Report } from './report.ts';
import { rerunCommand } from './rerun.ts';
import { percent, playTime, seconds } from './units.ts';

/** More misses than this stand in the full report only. */
const missesMax = 10;

/** A summary for a pull request (GitHub Flavored Markdown). */
export function markdown(report: Report): string {
  const { run, verdict } = report;
  const { plan } = run;
  return [
    `## ${verdict.word}: ${escapeMarkdown(plan.title)}`,
    escapeMarkdown(verdict.sentence.slice(verdict.word.length + 2)),
    figures(report),
    reasonTable('Why', verdict.reasons),
    reasonTable('Note', verdict.warnings),
    missList(report),
    `<sub>${code(plan.operation)}, seed ${plan.seed}, ${plan.rounds} round(s), target ${code(run.target)}, plan ${code(run.planDigest.slice(0, 12))}. Again: ${code(rerunCommand(run))}</sub>`,
  ].filter((part) => part !== '').join('\n\n').concat('\n');
}

function figures({ run, verdict }: Report): string {
  const { checks, accuracy, latencyMs, waitMs, missShareUpper } = verdict;
  const { inTime } = run.plan.slo;
  const rows = [
    [`Right and within ${inTime.limitMs / 1000} s`, `${checks.inTime} of ${checks.planned - checks.offline}`, `${percent(inTime.share)} promised`],
    ['Missed', `${checks.missed}`, missShareUpper === null ? '' : `95 % sure: at most ${percent(missShareUpper)}`],
    ['Stored offline, answered as promised', `${checks.offline}`, ''],
    ['Result time, s', quantileWords(latencyMs), `limit ${inTime.limitMs / 1000}`],
    ['Waiting, s', quantileWords(waitMs), run.plan.slo.waiting ? `limit ${run.plan.slo.waiting.limitMs / 1000}` : ''],
    ['Mates found', `${accuracy.matesFound} of ${accuracy.mates}`, ''],
    ['False hits', `${accuracy.falseHits} of ${accuracy.nonMates}`, ''],
  ];
  return ['| | measured | |', '|---|---:|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

function quantileWords({ p50, p95, p99, max }: Quantiles): string {
  return [['p50', p50], ['p95', p95], ['p99', p99], ['slowest', max]].map(([name, ms]) => `${name} ${ms === null ? '-' : seconds(ms as number)}`).join(', ');
}

function reasonTable(head: string, reasons: readonly Reason[]): string {
  if (reasons.length === 0) return '';
  return [`| ${head} | value | limit |`, '|---|---:|---:|', ...reasons.map((reason) => {
    const { value, limit } = reasonValues(reason);
    return `| ${escapeMarkdown(reason.message)} (${code(reason.code)}) | ${escapeMarkdown(value)} | ${escapeMarkdown(limit)} |`;
  })].join('\n');
}

function missList(report: Report): string {
  const misses = missesOf(report);
  if (misses.length === 0) return '';
  const rows = misses.slice(0, missesMax).map(({ check, words }) => `| ${code(check.tcn)} | ${escapeMarkdown(check.site)} | ${playTime(check.dueMs)} | ${escapeMarkdown(words)} |`);
  const more = misses.length > missesMax ? `\n\n${misses.length - missesMax} more stand in the full report.` : '';
  return `<details><summary>${misses.length} missed</summary>\n\n| TCN | site | due | what went wrong |\n|---|---|---:|---|\n${rows.join('\n')}${more}\n\n</details>`;
}

/** Inline code; what would end it or the table cell is replaced. */
function code(text: string): string {
  return `\`${text.replace(/[`|\r\n]/g, ' ')}\``;
}

/** Backslash escapes (CommonMark 2.4) for everything that could begin markup, a mention or a table cell. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]<>#|~!]/g, '\\$&').replace(/@/g, '@\u200b');
}
