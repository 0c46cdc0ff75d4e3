import type { Impairment, ToxicSpec } from './toxic.ts';

/** The one-way delay. Jitter stays 0: Toxiproxy draws it from a source that cannot be seeded. */
export function latency({ oneWayDelayMs }: Impairment): ToxicSpec {
  return { type: 'latency', attributes: { latency: Math.round(oneWayDelayMs), jitter: 0 } };
}
