import type { EventRecord, SampleRecord, StageRecord, CheckRecord } from '../core/records.ts';
import type { Plan } from '../core/plan.ts';
import type { Verdict } from '../core/verdict.ts';

/** A crosscheck of the plan with what became of it. */
export interface StoredCheck extends CheckRecord {
  link: string;
  /** `seed/number` of the synthetic person. */
  person: string;
  expected: 'hit' | 'no-hit';
  expectedReference: string | null;
}

/** What the target's journal says of one transaction. */
export interface TargetRecord {
  ori: string;
  tcn: string;
  requestDigest: string;
  state: string;
  answerDigest: string | null;
}

/** Facts of the run as a whole; written under these keys. */
export interface RunFacts {
  runId: string;
  plan: Plan;
  /** SHA-256 of the plan's JSON. */
  planDigest: string;
  /** 'reference' or the URL of the user's own system. */
  target: string;
  versions: Record<string, string>;
  host: { os: string; cpu: string; cores: number; memoryBytes: number };
  startedAt: string;
  /** How k6 ended and what its summary counted; null until it did. */
  k6: K6Facts | null;
  /** Set when the run was interrupted. */
  interrupted: boolean;
  /** Warm-up transactions that the target's journal may hold beside the plan's. */
  warmups: string[];
  verdict: Verdict | null;
}

export interface K6Facts {
  exitCode: number | null;
  signal: string | null;
  /** Counters of its summary; null when no summary was written. */
  summary: { scheduled: number; sent: number; answered: number; stored: number; failed: number; exceptions: number } | null;
}

/** Everything a verdict or a report needs of a run. */
export interface RunRecord extends RunFacts {
  checks: StoredCheck[];
  stages: StageRecord[];
  events: EventRecord[];
  samples: SampleRecord[];
  /** null where the target shows no journal. */
  journal: TargetRecord[] | null;
}
