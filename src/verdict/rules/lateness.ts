import { quantile } from '../../core/quantile.ts';
import { when, type Rule } from './rule.ts';

const latenessMsMax = 1_000;
const latenessMsP99 = 250;
/** Below this many checks the maximum alone decides. */
const checksForP99 = 100;

/** The load generator called when it should: otherwise the officers were starved and nothing was shown. */
export const lateness: Rule = ({ checks }) => {
  const sorted = checks.flatMap((check) => (check.latenessMs === null ? [] : [check.latenessMs])).sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  const largest = Math.round(sorted.at(-1)!);
  const p99 = Math.round(quantile(sorted, 0.99));
  return [
    ...when(largest > latenessMsMax, 'GENERATOR_LATE', `a call came ${largest} ms after it was due`, largest, latenessMsMax),
    ...when(sorted.length >= checksForP99 && p99 > latenessMsP99, 'GENERATOR_LATE_P99', `p99 of the lateness of calls is ${p99} ms`, p99, latenessMsP99),
  ];
};
