import { when, type Rule } from './rule.ts';

/** Plan, k6 and device tell the same story: as many rows as checks, and as many calls as k6 says were answered. */
export const records: Rule = ({ plan, checks, k6, interrupted }) => {
  if (interrupted) return [];
  const planned = new Set(plan.checks.map((check) => check.tcn));
  const unplanned = checks.filter((check) => !planned.has(check.tcn)).length;
  const called = checks.filter((check) => check.calledMs !== null).length;
  const answered = k6?.summary ? k6.summary.answered + k6.summary.stored : called;
  return [
    ...when(checks.length !== planned.size || unplanned > 0, 'RECORDS_DISAGREE', `${checks.length} rows for ${planned.size} planned checks, ${unplanned} of them unplanned`, checks.length, planned.size),
    ...when(called !== answered, 'RECORDS_DISAGREE', `the fleet was called for ${called} checks, k6 was answered for ${answered}`, called, answered),
  ];
};
