import { when, type Rule } from './rule.ts';

/** What the target journalled is what the devices sent. */
export const digests: Rule = ({ checks, journal }) => {
  const sent = new Map(checks.map((check) => [check.tcn, check.requestDigest]));
  const other = (journal ?? []).filter((row) => sent.get(row.tcn) && sent.get(row.tcn) !== row.requestDigest).length;
  return when(other > 0, 'DIGESTS_DISAGREE', `${other} files reached the target with other bytes than were sent`, other, 0);
};
