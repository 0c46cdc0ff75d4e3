import type { Impairment, ToxicSpec } from './toxic.ts';

/**
 * Cuts data into pieces of about 15 ms of the link's rate, so that an update of the toxics behind it never flushes more than one piece.
 * A fixed small size would itself slow fast links. Its size is that of the link when it is up, since only the rate is updated afterwards.
 */
export function slicer({ rateKBPerS }: Impairment): ToxicSpec {
  return { type: 'slicer', attributes: { average_size: Math.min(16_000, Math.max(250, 15 * rateKBPerS)), size_variation: 0, delay: 0 } };
}
