/** Durations by name, ms. */
export type Durations = Record<string, number>;

/**
 * Value of `Server-Timing` (W3C Server Timing), e.g. `journal;dur=1.25, total;dur=84.3`.
 * @param durationsMs in the order to write
 */
export function formatServerTiming(durationsMs: Durations): string {
  return Object.entries(durationsMs).map(([name, ms]) => `${name};dur=${Number(Math.max(0, ms).toFixed(3))}`).join(', ');
}

/** Durations of a `Server-Timing` header of another's; entries without a sane duration are left out. */
export function parseServerTiming(header: string): Durations {
  const durations: Durations = {};
  for (const entry of header.slice(0, 4096).split(',')) {
    const found = /^\s*([\w-]{1,40})\s*;(?:.*;)?\s*dur=(\d+(?:\.\d+)?)\s*(?:;|$)/.exec(entry);
    if (found && Number.isFinite(Number(found[2]))) durations[found[1]!] = Number(found[2]);
  }
  return durations;
}

/** Longest wait that a client gets, s. */
const waitSMax = 60;

/**
 * `wait` of a `Prefer` header (RFC 7240 section 4.3), ms, at most a minute.
 * @returns null when it is not there
 */
export function preferredWaitMs(prefer: string | undefined): number | null {
  const found = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,9})/i.exec((prefer ?? '').slice(0, 1024));
  return found ? Math.min(Number(found[1]), waitSMax) * 1000 : null;
}

/** Seconds form of `Retry-After` (RFC 9110 section 10.2.3) in ms, at most a minute; null for anything else. */
export function retryAfterMs(header: string | undefined): number | null {
  return header && /^\d{1,6}$/.test(header) ? Math.min(Number(header), 60) * 1000 : null;
}
