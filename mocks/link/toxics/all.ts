import { bandwidth } from './bandwidth.ts';
import { latency } from './latency.ts';
import { slicer } from './slicer.ts';
import type { Impairment, ToxicSpec } from './toxic.ts';

/** The toxics of one direction in the order that adds delay and transmission time instead of taking their maximum. */
export const toxics: readonly ((impairment: Impairment) => ToxicSpec)[] = [slicer, latency, bandwidth];
