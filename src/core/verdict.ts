/** The verdict's words and shapes; its rules live in src/verdict. */
export type VerdictWord = 'PASS' | 'FAIL' | 'INCONCLUSIVE' | 'INVALID';

/** Why: `value` against `limit`, both in the unit that the code implies. */
export interface Reason {
  code: string;
  message: string;
  value: number | string | null;
  limit: number | string | null;
}

export interface Verdict {
  word: VerdictWord;
  /** The sentence a person reads. */
  sentence: string;
  /** Empty on PASS. */
  reasons: Reason[];
  warnings: Reason[];
  checks: { planned: number; answered: number; inTime: number; missed: number; offline: number };
  /** One-sided 95 % upper limit of the miss share (Clopper-Pearson); null when nothing was judged. */
  missShareUpper: number | null;
  missShareLower: number | null;
  /** Result time; a quantile that touches a miss is null. */
  latencyMs: Quantiles;
  waitMs: Quantiles;
  accuracy: { mates: number; matesFound: number; nonMates: number; falseHits: number };
}

export interface Quantiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

/** Exit code of each word. */
export const verdictExit: Record<VerdictWord, number> = { PASS: 0, INCONCLUSIVE: 3, INVALID: 4, FAIL: 99 };
