import { when, type Rule } from './rule.ts';

/** k6 exit codes after which its records count: finished, or a threshold crossed (k6 2.2, errext/exitcodes). */
const finished = [0, 99];

/** k6 ended well, wrote its summary, and called for every planned check. */
export const officers: Rule = ({ k6, plan, interrupted }) => {
  if (interrupted) return [];
  if (!k6) return when(true, 'K6_NEVER_ENDED', 'there is no word of how k6 ended', null, null);
  const ended = when(k6.exitCode === null || !finished.includes(k6.exitCode), 'K6_ENDED', `k6 ended with ${k6.signal ?? `code ${k6.exitCode}`}`, k6.signal ?? k6.exitCode, 0);
  if (!k6.summary) return [...ended, ...when(true, 'K6_SUMMARY_MISSING', 'k6 wrote no summary', null, null)];
  const { scheduled, sent, answered, stored, failed, exceptions } = k6.summary;
  const planned = plan.checks.length;
  const unanswered = sent - answered - stored;
  return [
    ...ended,
    ...when(scheduled !== planned, 'K6_SCHEDULED', `k6 scheduled ${scheduled} of ${planned} checks`, scheduled, planned),
    ...when(sent !== scheduled, 'K6_DROPPED', `k6 sent ${sent} of ${scheduled} scheduled checks`, sent, scheduled),
    ...when(failed > 0 || unanswered !== 0, 'K6_FAILED_CALLS', `${unanswered} of ${sent} calls had no answer of the fleet`, unanswered, 0),
    ...when(exceptions > 0, 'K6_EXCEPTIONS', `${exceptions} officers ended with an exception`, exceptions, 0),
  ];
};
