import type { FingerCondition } from '../../src/core/plan.ts';
import { platens, type Press } from '../../src/core/platen.ts';
import { makePrint, makeSlap, type SlapFinger, type SlapRequest } from '../native.ts';
import type { GreyImage } from './encode.ts';
import type { DatasetParameters } from './parameters.ts';

/** One image of one finger, or of several at once. */
export interface Pressed extends GreyImage {
  /** From the left. */
  fingers: PressedFinger[];
}

/** Only a finger of a slap has a place in it. */
export interface PressedFinger extends Pick<SlapFinger, 'finger' | 'minutiae'> {
  place?: Pick<SlapFinger, 'area' | 'turnDeg'>;
}

/** Presses a person's finger, or several at once, on the platen of the data set. */
export async function pressed({ seed, fap, preset }: DatasetParameters, person: number, condition: FingerCondition, { position, fgps }: Press, impression: number): Promise<Pressed> {
  const request = { seed, person, impression, ...platens[fap]! };
  if (fgps.length === 1) {
    const { minutiae, ...image } = await makePrint({ ...request, preset, condition, finger: position });
    return { ...image, fingers: [{ finger: position, minutiae }] };
  }
  const { fingers, ...image } = await makeSlap({ ...request, preset: preset as SlapRequest['preset'], fingers: fgps.map((finger) => ({ finger, condition })) });
  return { ...image, fingers: fingers.map(({ finger, minutiae, ...place }) => ({ finger, minutiae, place })) };
}
