import type { Reason } from '../../core/verdict.ts';
import type { RunRecord } from '../../store/run.ts';

/** One rule: what it finds wrong with a run; empty when all is well. */
export type Rule = (run: RunRecord) => Reason[];

/** A reason where the condition holds, else none. */
export function when(condition: boolean, code: string, message: string, value: Reason['value'], limit: Reason['limit']): Reason[] {
  return condition ? [{ code, message, value, limit }] : [];
}
