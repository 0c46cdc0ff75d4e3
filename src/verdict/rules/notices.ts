import { when, type Rule } from './rule.ts';

/** Every hit was told to the record's owner and to each of the operation's countries. */
export const notices: Rule = ({ plan, checks, events, journal }) => {
  if (journal === null) return [];
  const told = new Set(events.filter((event) => event.kind === 'notice').map((event) => `${String(event.data['tcn'])} ${event.subject}`));
  const owed = checks.filter((check) => check.outcome === 'hit' && check.detail !== null)
    .flatMap((check) => [...new Set([check.detail!.slice(0, 2), ...plan.countries])].map((country) => `${check.tcn} ${country}`));
  const missing = owed.filter((notice) => !told.has(notice));
  return when(missing.length > 0, 'NOTICE_MISSING', `${missing.length} of ${owed.length} hit notices did not arrive (first: ${missing[0]})`, missing.length, 0);
};
