/**
 * What the device decides, apart from doing it: when to send, retry, back off, call the link down, give up a capture. Pure: times and
 * uniform draws come in as numbers. The fleet applies these rules to real sockets, the twin to a simulated clock.
 *
 * Numbers without another source are our choices, made against the link profiles from 2 KB/s and 1300 ms round trip upwards.
 */

/** A site's uplink as its device knows it. */
export interface LinkFigures {
  /** Rate of the uplink below 100 KB/s, bytes/s; null for a faster link, which is not paced. */
  pacedRateBytesPerS: number | null;
  /** Round trip, ms. */
  rttMs: number;
}

/** Links from this rate upwards are left to HTTP/2's own scheduling, bytes/s; also the pessimistic guess for their rate. */
export const unpacedRateBytesPerS = 100_000;

/** An idle gap in the field longer than this ends the site's session (radio sleep, address translation tables), ms. */
export const sessionIdleMsMax = 60_000;

/** An officer who called this long ago is told "stored" and goes on, ms; below the load generator's request timeout of 75 s. */
export const officerPatienceMs = 60_000;

/** Time to move bytes over the link, ms. */
export function transferMs(link: LinkFigures, bytes: number): number {
  return (bytes / (link.pacedRateBytesPerS ?? unpacedRateBytesPerS)) * 1000;
}

// Capturing

/** Longest wait for one SBI capture, the request's `timeout`, ms. */
export const captureTimeoutMs = 10_000;

/** Quality (NFIQ 2, 1..100) at which the scanner captures by itself; below it, the best frame before the timeout. Low: worn fingers are checked too. */
export const captureScoreWanted = 20;

/** Captures of one person that may fail before the check is given up: with the timeouts, below the load generator's patience. */
const captureFailuresMax = 3;

/** SBI errors that another try cannot cure: unregistered, tampered, wrong device, keys, count, transaction id. */
const hopelessCaptureCodes = new Set(['100', '103', '106', '107', '108', '109', '112']);

/**
 * Whether to capture again after a failure.
 * @param code SBI error code, or `transport`, `chain`, `image` for what the device found itself
 * @param failures failed captures of this person so far, this one included
 * @returns ms until the next try, null to give the check up
 */
export function captureRetryMs(code: string, failures: number): number | null {
  if (hopelessCaptureCodes.has(code) || failures >= captureFailuresMax) return null;
  return 500 * failures;
}

// Sending

/**
 * Whether a check just captured goes out at once. Else it waits in the queue for the link's return, and the officer is told so.
 */
export function sendsFresh(linkKnownDown: boolean): boolean {
  return !linkKnownDown;
}

/** Queued checks sent side by side after a return, oldest first: one on a paced link, where more would only slow fresh checks. */
export function backlogParallel(link: LinkFigures): number {
  return link.pacedRateBytesPerS === null ? 4 : 1;
}

/**
 * How long the backlog waits after the link's return, so that sites cut together do not return as a herd: uniform up to the outage's own
 * length, 20 s at most.
 * @param unit uniform in [0, 1)
 */
export function flushDelayMs(outageMs: number, unit: number): number {
  return unit * Math.min(20_000, outageMs);
}

/**
 * Pause before sending the same bytes again: doubling from 250 ms to 10 s, the upper half drawn.
 * @param failures sends of this check that failed so far, from 1
 */
export function resendDelayMs(failures: number, unit: number): number {
  return halfDrawn(Math.min(10_000, 250 * 2 ** (failures - 1)), unit);
}

/** What an HTTP status asks for; `again`: nothing was taken or nothing is known, send the same bytes after `afterMs`, or null: by `resendDelayMs`. */
export type NextStep = { step: 'answer' } | { step: 'poll'; afterMs: number } | { step: 'again'; afterMs: number | null } | { step: 'refused' };

/**
 * The next step after a reply of the gateway.
 * @param method POST sends the file, GET asks for the answer of an acknowledged one
 * @param retryAfterS `Retry-After`, RFC 9110 section 10.2.3, or null
 * @param unit uniform in [0, 1): spreads those who were refused together over a tenth more
 */
export function nextStep(method: 'POST' | 'GET', status: number, retryAfterS: number | null, unit: number): NextStep {
  if (status === 200) return { step: 'answer' };
  if (status === 202) return { step: 'poll', afterMs: 0 };
  if (status === 204 && method === 'GET') return { step: 'poll', afterMs: 1000 };
  if (status === 404 && method === 'GET') return { step: 'again', afterMs: null };
  if (retryAfterS !== null && retryAfterS > 0 && (status === 413 || status === 429 || status === 503)) return { step: 'again', afterMs: retryAfterS * 1000 * (1 + unit / 10) };
  if (status === 429 || status >= 500) return { step: 'again', afterMs: null };
  return { step: 'refused' };
}

// Judging the link

/** Own limit for connecting: TCP gives none when bytes vanish. Twice what a mutual TLS 1.3 handshake of 6 kB over four round trips needs, and 2 s. */
export function connectDeadlineMs(link: LinkFigures): number {
  return 2000 + 4 * link.rttMs + transferMs(link, 6000);
}

/** Pause between attempts to reach a link that is down: doubling from 500 ms to 5 s, the upper half drawn. */
export function reconnectDelayMs(failures: number, unit: number): number {
  return halfDrawn(Math.min(5000, 500 * 2 ** (failures - 1)), unit);
}

/** A session that ends sooner than this counts as a failed connect, ms: a TLS 1.3 server refuses a certificate only after the client is through. */
export function sessionLifeMsMin(link: LinkFigures): number {
  return 1000 + 2 * link.rttMs;
}

/** Time between pings, ms; closer while something is in flight. */
export function pingEveryMs(inFlight: boolean): number {
  return inFlight ? 3000 : 15_000;
}

/**
 * A ping unanswered for this long means a dead link: it waits behind the bytes handed over before it, hence never less than their way and a round trip.
 * @param drainMs estimated time for the bytes handed to the link and not through yet
 */
export function pingDeadlineMs(link: LinkFigures, drainMs: number): number {
  return 3000 + 3 * link.rttMs + 1.5 * drainMs;
}

/**
 * A stream without progress for this long is cancelled and sent again, ms.
 * @param answerWaitMs how long the gateway was asked to hold the request for its answer (`Prefer: wait`, RFC 7240 section 4.3)
 */
export function stallMs(link: LinkFigures, drainMs: number, answerWaitMs: number): number {
  return answerWaitMs + 30_000 + 3 * link.rttMs + 1.5 * drainMs;
}

function halfDrawn(ms: number, unit: number): number {
  return ms / 2 + (ms / 2) * unit;
}
