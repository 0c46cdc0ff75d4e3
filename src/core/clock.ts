/**
 * The only place that reads a clock. Everything else takes a `Clock`, so that tests and the twin bring their own.
 */
export interface Clock {
  /** Milliseconds since the host's monotonic origin (CLOCK_MONOTONIC): comparable between processes of one host, never between hosts. */
  nowMs(): number;
  /** Milliseconds since the Unix epoch, for dates in files only; never subtracted from one another. */
  wallMs(): number;
}

/** The host's own clock. */
export const systemClock: Clock = {
  nowMs: () => Number(process.hrtime.bigint()) / 1e6,
  wallMs: () => Date.now(),
};
