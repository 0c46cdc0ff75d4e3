import type { Quantiles, Reason, VerdictWord } from '../../src/core/verdict.ts';
import { markup, type Markup, type Part } from '../markup.ts';
import { reasonValues } from '../reasons.ts';
import type { Report } from '../report.ts';
import { duration, percent, whole } from '../units.ts';
import { table } from './table.ts';

const meaning: Record<VerdictWord, string> = {
  PASS: 'Every promise was shown to hold.',
  FAIL: 'A promise is broken.',
  INCONCLUSIVE: 'No promise is broken, but this run is too small to show that they hold.',
  INVALID: 'The run did not go as planned, so it shows nothing about the system, neither good nor bad.',
};

/** The answer, large, in one sentence; then its figures and every reason. */
export function verdictPart({ run, verdict }: Report): Markup {
  const { limitMs, share } = run.plan.slo.inTime;
  return markup`<div class="verdict ${verdict.word.toLowerCase()}"><p class="word">${verdict.word}</p>
<h1>${sentenceWithoutWord(verdict.word, verdict.sentence)}</h1>
<p class="muted">${meaning[verdict.word]} The question: do at least ${percent(share)} of the crosschecks come back, with the right answer, within ${limitMs / 1000} s of submission?</p></div>
${reasonsPart('Why', verdict.reasons)}${figuresPart(run.plan.slo, verdict)}${reasonsPart('To note, though it decides nothing', verdict.warnings)}`;
}

function sentenceWithoutWord(word: VerdictWord, sentence: string): string {
  const rest = sentence.startsWith(`${word}: `) ? sentence.slice(word.length + 2) : sentence;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

function figuresPart(slo: Report['run']['plan']['slo'], { checks, latencyMs, waitMs, missShareUpper, accuracy }: Report['verdict']): Markup {
  const judged = checks.planned - checks.offline;
  const figure = (name: string, value: Part, small: Part): Markup => markup`<div><dt>${name}</dt><dd>${value}<small>${small}</small></dd></div>`;
  return markup`<dl class="figures">
${figure('Right and in time', `${whole(checks.inTime)} of ${whole(judged)}`, missShareUpper === null ? 'nothing to judge' : `${whole(checks.missed)} missed; 95 % sure that at most ${percent(missShareUpper)} would be, ${percent(1 - slo.inTime.share)} are allowed`)}
${figure('Result time, 95 in 100 within', quantileWords(latencyMs.p95, 'above the limit'), `median ${quantileWords(latencyMs.p50, 'above the limit')}, slowest ${quantileWords(latencyMs.max, 'above the limit')}`)}
${figure('Waiting for capture, 95 in 100 within', quantileWords(waitMs.p95, 'never begun'), slo.waiting ? `${percent(slo.waiting.share)} promised within ${duration(slo.waiting.limitMs)}` : 'not promised, for information')}
${figure('Known people found', `${whole(accuracy.matesFound)} of ${whole(accuracy.mates)}`, `${whole(accuracy.falseHits)} false hits among ${whole(accuracy.nonMates)} others`)}
${checks.offline > 0 ? figure('Stored without a link', whole(checks.offline), 'answered as promised after its return') : null}
</dl>`;
}

/** @param none what a quantile is that touches a miss */
function quantileWords(ms: Quantiles['p50'], none: string): string {
  return ms === null ? none : duration(ms);
}

function reasonsPart(head: string, reasons: readonly Reason[]): Part {
  if (reasons.length === 0) return null;
  return table(head, [
    { head, cell: (reason) => [reason.message, markup`<br><small><code>${reason.code}</code></small>`] },
    { head: 'measured', look: 'n', cell: (reason) => reasonValues(reason).value },
    { head: 'limit', look: 'n', cell: (reason) => reasonValues(reason).limit },
  ], reasons);
}
