import { when, type Rule } from './rule.ts';

/** k6 exit codes after which its records count: finished, or a threshold crossed (k6 2.2, errext/exitcodes). */
const finished = [0, 99];

/** k6 ended well, wrote its summary, and called for every planned check. */
export const officers: Rule = ({ k6, plan, interrupted }) => {
  if (interrupted) return [];
  if (!k6) return when(true, 'K6_NEVER_ENDED', 'there is no word of how k6 ended', null, null);
  const ended = when(k6.exitCode 