import type { FingerCondition } from '../../src/core/plan.ts';
import { imagePxOf, isSlap, type Press } from '../../src/core/platen.ts';
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

/** Presses or rolls a person's finger, or presses several at once, on the platen of the data set. */
export async function pressed(parameters: DatasetParameters, person: number, condition: FingerCondition, press: Press, impression: number): Promise<Pressed> {
  const { seed, preset, capture } = parameters;
  const request = { seed, person, impression, ...imagePxOf(parameters) };
  if (!isSlap(press)) {
    const { minutiae, ...image } = await makePrint({ ...request, preset, condition, finger: press.position, rolled: capture === 'rolled' });
    return { ...image, fingers: [{ finger: press.position, minutiae }] };
  }
  const { fingers, ...image } = await makeSlap({ ...request, preset: preset as SlapRequest['preset'], fingers: press.fgps.map((finger) => ({ finger, condition })) });
  return { ...image, fingers: fingers.map(({ finger, minutiae, ...place }) => ({ finger, minutiae, place })) };
}
