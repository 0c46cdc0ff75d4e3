import { quantile } from '../../core/quantile.ts';
import { when, type Rule } from './rule.ts';

const latenessMsMax = 1_000;
const latenessMsP99 = 250;
/** Below this many checks the maximum alone decides. */
const checksForP99 = 100;

/** The load generator called when it should: otherwise the officers were starved and nothing was shown. */
export const lateness: Rule = ({ checks }) => {
  const sorted = checks.flatMap((check) => (check.latenessMs 