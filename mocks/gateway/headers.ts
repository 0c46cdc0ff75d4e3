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
