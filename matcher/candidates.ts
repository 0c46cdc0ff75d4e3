import { finger } from '../src/core/fingers.ts';
import type { CandidateScore, RankedCandidate } from './index.ts';

/** OSIA's Candidate. `others` is ours. */
export interface Candidate {
  personId: string;
  /** From 1. */
  rank: number;
  score: number;
  scores: ScoreDetail[];
  others: { ownerCountry: string; recordYear: number };
}

/** OSIA's ScoreDetail. */
interface ScoreDetail {
  score: number;
  biometricType: 'FINGER' | 'FACE';
  biometricSubType: string;
}

export function toCandidate({ personId, rank, score, scores, ownerCountry, recordYear }: RankedCandidate): Candidate {
  return { personId, rank, score, scores: scores.map(toScoreDetail), others: { ownerCountry, recordYear } };
}

function toScoreDetail({ kind, fgp, score }: CandidateScore): ScoreDetail {
  return kind === 'face' ? { score, biometricType: 'FACE', biometricSubType: 'PORTRAIT' } : { score, biometricType: 'FINGER', biometricSubType: finger(fgp).osia };
}
