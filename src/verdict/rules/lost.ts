import { counted } from '../../core/words.ts';
import { when, type Rule } from './rule.ts';

/** What the target acknowledged, the target has, and it answered once only. */
export const lost: Rule = ({ checks, journal }) => {
  if (journal === null) return [];
  const held = new Map(journal.map((row) => [row.tcn, row]));
  const missing = checks.filter((check) => check.acknowledgedMs !== null && !held.has(check.tcn)).length;
  const twice = checks.filter((check) => check.answerDigest !== null && (held.get(check.tcn)?.answerDigest ?? check.answerDigest) !== check.answerDigest).length;
  return [
    ...when(missing > 0, 'ACKNOWLEDGED_LOST', `${counted(missing, 'acknowledged check is', 'acknowledged checks are')} missing at the target`, missing, 0),
    ...when(twice > 0, 'ANSWERED_TWICE', `${counted(twice, 'check was', 'checks were')} answered twice, differently`, twice, 0),
  ];
};
