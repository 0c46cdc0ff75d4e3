import { basisPart } from './html/basis.ts';
import { budgetPart } from './html/budget.ts';
import { casesPart } from './html/cases.ts';
import { latencyPart } from './html/latency.ts';
import { machinePart } from './html/machine.ts';
import { missesPart } from './html/misses.ts';
import { sitesPart } from './html/sites.ts';
import { style } from './html/style.ts';
import { timelinePart } from './html/timeline.ts';
import { verdictPart } from './html/verdict.ts';
import { Markup, markup } from './markup.ts';
import type { Report } from './report.ts';

/** The sections below the verdict, in the order they are read. */
const parts: readonly ((report: Report) => Markup)[] = [latencyPart, budgetPart, timelinePart, missesPart, sitesPart, casesPart, basisPart, machinePart];

/** The report for people: one HTML file without scripts, which asks nothing of any network. */
export function html(report: Report): string {
  const { run, verdict } = report;
  return unbroken(markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<link rel="icon" href="data:,"><title>${verdict.word}: ${run.plan.title}</title><style>${new Markup(style)}</style></head>
<body><header><div class="top"><span>Hotspot Rehearsal</span><span>${run.plan.title}</span><span>${run.runId}</span></div>
${verdictPart(report)}</header>
<main>${parts.map((part) => part(report))}</main>
<footer>Times are milliseconds of one monotonic clock. Quantiles are of type 7 (Hyndman and Fan 1996); limits of shares are Clopper-Pearson, one-sided, 95 %.</footer>
</body></html>
`.text);
}

/** A figure and its unit stay on one line. */
function unbroken(page: string): string {
  return page.replace(/(?<=\d) (?=(?:ms|s|min|h|B|kB|MB|GB|dB)\b|%)/g, '\u00a0');
}
