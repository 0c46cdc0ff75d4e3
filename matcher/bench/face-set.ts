import { makePerson, type Person } from '../../synth/people.ts';
import { faceImage } from '../../synth/images.ts';

/** Pictures of a synthetic person, the enrolled one first: preset, capture, and the years that passed since the record. */
export const shots = [
  { preset: 'portrait', capture: 0, yearsLater: 0 },
  { preset: 'mild', capture: 1, yearsLater: 3 },
  { preset: 'field', capture: 2, yearsLater: 6 },
  { preset: 'hard', capture: 3, yearsLater: 6 },
] as const;

/** Origins of the shipped operations, together. */
const origins = [
  { country: 'AF', weight: 0.25 }, { country: 'PK', weight: 0.15 }, { country: 'SY', weight: 0.15 }, { country: 'IQ', weight: 0.1 },
  { country: 'IR', weight: 0.1 }, { country: 'BA', weight: 0.1 }, { country: 'SN', weight: 0.15 },
];
const recordYear = 2013;

/** A picture with its true eyes: middle x, y and distance in px, roll in radians. */
export interface FacePicture {
  jpeg: Uint8Array;
  eyes: [number, number, number, number];
}

/** One picture per entry of `shots`. */
export async function picturesOf(seed: number, number: number): Promise<FacePicture[]> {
  const person = makePerson({ seed, number }, origins, recordYear);
  return Promise.all(shots.map((shot) => picture(person, shot)));
}

async function picture(person: Person, { preset, capture, yearsLater }: (typeof shots)[number]): Promise<FacePicture> {
  const { bytes, truth } = await faceImage(person, { preset, capture, year: recordYear + yearsLater });
  const [[ax, ay], [bx, by]] = (JSON.parse(truth) as { eyes: [[number, number], [number, number]] }).eyes;
  return { jpeg: bytes, eyes: [(ax + bx) / 2, (ay + by) / 2, Math.hypot(bx - ax, by - ay), Math.atan2(by - ay, bx - ax)] };
}
