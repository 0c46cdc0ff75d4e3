import { createHash } from 'node:crypto';
import type { Clock } from '../../src/core/clock.ts';
import { formatTcn } from '../../src/core/tcn.ts';
import { encodeAnswer } from '../../src/inti/answer.ts';
import type { Answer, Finding, Search } from '../../src/inti/types.ts';
import type { Draft, Journal } from './journal.ts';
import type { MatcherCandidate } from './matcher-client.ts';

/** Largest score that INT-I field 2.064 carries: six digits. */
const scoreMax = 999_999;

/** Makes answer files; each has a TCN of its own, its serial counted in the journal. */
export interface Answers {
  /** SRE: `I` with its hits, best first, or `N` when there are none. */
  result(to: string, tcr: string, searched: Search['tot'], hits: readonly MatcherCandidate[]): Draft;
  /** ERR. */
  error(to: string, tcr: string, findings: Finding[]): Draft;
}

/**
 * @param agency 1.008 of every answer
 * @param tcnYear two digits
 */
export function answers(agency: string, tcnYear: number, journal: Journal, clock: Clock): Answers {
  const draft = (toAnswer: (tcn: string, atMs: number) => Answer): Draft => {
    const serial = journal.nextSerial();
    const file = encodeAnswer(toAnswer(formatTcn(tcnYear, serial), clock.wallMs()));
    return { file, digest: sha256(file), serial };
  };
  return {
    result: (to, tcr, searched, hits) => draft((tcn, atMs) => ({
      kind: 'SRE', tcn, tcr, ori: agency, dai: to, atMs, searched, hit: hits.length > 0, candidates: hits.map(toCandidate),
    })),
    error: (to, tcr, findings) => draft((tcn, atMs) => ({ kind: 'ERR', tcn, tcr, ori: agency, dai: to, atMs, findings })),
  };
}

/** SHA-256, hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function toCandidate({ personId, score }: MatcherCandidate, index: number): { reference: string; rank: number; score: number } {
  return { reference: personId, rank: index + 1, score: Math.min(scoreMax, Math.max(0, Math.round(score))) };
}
