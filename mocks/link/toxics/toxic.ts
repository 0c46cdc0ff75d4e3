/** One Toxiproxy toxic of one direction, as its HTTP API takes it (github.com/Shopify/toxiproxy 2.12). */
export interface ToxicSpec {
  type: 'slicer' | 'latency' | 'bandwidth';
  attributes: Record<string, number>;
}

/** What one direction of a link does: whole KB/s (1 KB = 1000 B) and one-way delay; `silent` holds every byte back. */
export interface Impairment {
  rateKBPerS: number;
  oneWayDelayMs: number;
  silent: boolean;
}
