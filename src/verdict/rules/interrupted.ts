import { when, type Rule } from './rule.ts';

/** A run that a person ended shows nothing. */
export const interrupted: Rule = (run) => when(run.interrupted, 'INTERRUPTED', 'the run was interrupted', null, null);
