import type { Impairment, ToxicSpec } from './toxic.ts';

/** The rate of one direction, a whole number of KB/s; 0 holds every byte back, as a radio shadow does. */
export function bandwidth({ rateKBPerS, silent }: Impairment): ToxicSpec {
  return { type: 'bandwidth', attributes: { rate: silent ? 0 : rateKBPerS } };
}
