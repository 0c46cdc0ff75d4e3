/** What k6 is told: which officer calls for which check, and when. Written by src/run, read by operation.ts. */
export interface Timeline {
  fleetUrl: string;
  /** Bound on the whole play, ms. */
  maxDurationMs: number;
  devices: { id: string; checks: { n: number; dueMs: number }[] }[];
}
