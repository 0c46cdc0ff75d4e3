import { createHash } from 'node:crypto';
import type { MatcherCandidate } from './matcher-client.ts';
import type { Key } from './journal.ts';

/** What one country is told of a hit; the body of the inbox's POST. */
export interface Notice {
  /** SHA-256 (hex) of originator, TCN and country: one notice a check and country, however often it is sent. */
  noticeId: string;
  ori: string;
  tcn: string;
  /** Gallery record, `CC/number`. */
  reference: string;
  ownerCountry: string;
  recordYear: number | null;
  score: number;
  country: string;
}

/**
 * The notices that a hit causes: the owner of the best candidate and each of the operation's countries learn of the best candidate, the
 * owners of further hits of their own.
 * @param hits candidates over the threshold, best first, not empty
 */
export function noticesOf(key: Key, hits: readonly MatcherCandidate[], notifyCountries: readonly string[]): Notice[] {
  const best = hits[0]!;
  const told = new Map([best.ownerCountry, ...notifyCountries].map((country) => [country, best]));
  for (const hit of hits) if (!told.has(hit.ownerCountry)) told.set(hit.ownerCountry, hit);
  return [...told].map(([country, hit]) => ({
    noticeId: createHash('sha256').update(JSON.stringify([key.ori, key.tcn, country])).digest('hex'),
    ...key,
    reference: hit.personId,
    ownerCountry: hit.ownerCountry,
    recordYear: hit.recordYear,
    score: hit.score,
    country,
  }));
}
