import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../core/random.ts';
import { nextStep } from '../policy.ts';
import type { LinkFigures } from '../policy.ts';
import type { Session } from './session.ts';
import { transact } from './transaction.ts';
import type { Reply } from './transaction.ts';

/** How an exchange ended: with the answer, with a final refusal, or with nothing taken. */
export type Exchange =
  | { end: 'answer'; reply: Reply }
  | { end: 'refused'; reply: Reply }
  | { end: 'again'; status: number; afterMs: number | null };

/** What is sent: the file, or where to ask when the gateway took it before. */
export interface Parcel {
  file: Uint8Array;
  location: string | null;
}

/**
 * Sends one file and follows its `Location` until the answer (DESIGN.md, contract 4; protocols-inti 2a).
 * @param basePath path of the endpoint's URL, without a slash at its end
 * @param onAcknowledged called with the answer's place at each 202, before the answer is asked for
 * @throws AppError UPLINK_LOST
 */
export async function exchange(
  session: Session,
  parcel: Parcel,
  { basePath, figures, answerWaitMs, random, onAcknowledged }: {
    basePath: string; figures: LinkFigures; answerWaitMs: number; random: Random; onAcknowledged: (location: string) => void;
  },
): Promise<Exchange> {
  let { location } = parcel;
  for (;;) {
    const file = location === null ? parcel.file : null;
    const reply = await transact(session, figures, { path: location ?? `${basePath}/v1/transactions`, file, answerWaitMs });
    const next = nextStep(file ? 'POST' : 'GET', reply.status, reply.retryAfterS, random.unit());
    if (next.step === 'answer' || next.step === 'refused') return { end: next.step, reply };
    if (next.step === 'again') return { end: 'again', status: reply.status, afterMs: next.afterMs };
    if (reply.status === 202) {
      location = pathOf(reply.location);
      if (location === null) return { end: 'again', status: reply.status, afterMs: null };
      onAcknowledged(location);
    }
    await sleep(next.afterMs);
  }
}

/** Path and query of a `Location`; the session stays the same whatever host it names. */
function pathOf(location: string | null): string | null {
  if (location === null || !URL.canParse(location, 'https://gateway')) return null;
  const url = new URL(location, 'https://gateway');
  return url.pathname + url.search;
}
