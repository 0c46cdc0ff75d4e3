/**
 * What a rehearsal writes down. All times are playMs: milliseconds since the play's origin on the host's monotonic clock.
 * The fleet stamps them; nothing else does.
 */
export type Outcome = 'hit' | 'no-hit' | 'error';

/** One crosscheck as the fleet knows it; null = has not happened. */
export interface CheckRecord {
  tcn: string;
  round: number;
  site: string;
  device: string;
  /** Planned arrival of the person. */
  dueMs: number;
  /** The officer's call reached the fleet. */
  calledMs: number | null;
  /** called - max(due, officer free): how late the load generator was. */
  latenessMs: number | null;
  captureStartMs: number | null;
  /** Capture complete: submission. */
  capturedMs: number | null;
  /** First 200 or 202 of the gateway. */
  acknowledgedMs: number | null;
  answeredMs: number | null;
  /** The officer sees the answer. */
  shownMs: number | null;
  outcome: Outcome | null;
  /** Candidate reference of a hit (INT-I 2.010), or the ERM text of an error. */
  detail: string | null;
  score: number | null;
  /** Uplink attempts. */
  attempts: number;
  bytesUp: number;
  bytesDown: number;
  /** Answered 202 to the officer: stored for a later link. */
  stored: boolean;
  /** SHA-256 (hex) of the INT-I file sent and of the answer file. */
  requestDigest: string | null;
  answerDigest: string | null;
  /** Capture or protocol fault that ended the check without a submission. */
  fault: string | null;
}

/** A part of one check's way; `startMs` where the fleet saw it, null for durations told by others. */
export interface StageRecord {
  tcn: string;
  stage: string;
  startMs: number | null;
  durationMs: number;
}

/** Something that happened to the run: link changes, jumps, process starts and ends, faults, notices. */
export interface EventRecord {
  atMs: number;
  kind: string;
  /** Site, process or country it happened to. */
  subject: string;
  data: Record<string, unknown>;
}

/** Gauges by process or site. */
export interface SampleRecord {
  atMs: number;
  /** e.g. 'gateway', 'fleet', 'site:AL-HAN'. */
  subject: string;
  /** e.g. 'cpuRatio', 'rssBytes', 'queueDepth', 'loopLagMsMax'. */
  gauge: string;
  value: number;
}

/** The stages of a result time in order, submission to shown. Capture comes before them and is reported apart. */
export const stages = [
  'package', 'queue', 'link', 'validate', 'journal', 'admission', 'identify', 'match-queue', 'match-decode', 'match-extract',
  'match-filter', 'match-rerank', 'match-face', 'match-decide', 'decide', 'show',
] as const;

export type Stage = (typeof stages)[number];
