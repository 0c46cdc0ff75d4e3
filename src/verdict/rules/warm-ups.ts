import { counted } from '../../core/words.ts';
import { when, type Rule } from './rule.ts';

/** Told beside the verdict: devices whose services were cold when the clock started. */
export const warmUps: Rule = ({ events }) => {
  const failed = events.filter((event) => event.kind === 'warm-up-failed');
  return when(failed.length > 0, 'WARM_UP_FAILED', `${counted(failed.length, 'warm-up check')} had no answer (first: ${failed[0]?.subject}, ${String(failed[0]?.data['fault'])})`, failed.length, 0);
};
