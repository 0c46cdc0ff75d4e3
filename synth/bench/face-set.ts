import sharp from 'sharp';
import { makeFace, type Face, type FaceRequest } from '../native.ts';
import { ageIn, makePerson } from '../people.ts';
import { detectors, type DetectorName, type Grey } from './detector.ts';

/** Captures of a person, in order. */
export const shots = ['portrait', 'mild', 'mild', 'hard'] as const satisfies FaceRequest['preset'][];
/** Size of a capture, px. */
const sizePx = { widthPx: 480, heightPx: 600 };
/** The detectors look at half the size, as they would on a device. */
const shrink = 2;

/** Origins of the shipped operations, together. */
const origins = [
  { country: 'AF', weight: 0.25 }, { country: 'PK', weight: 0.15 }, { country: 'SY', weight: 0.15 }, { country: 'IQ', weight: 0.1 },
  { country: 'IR', weight: 0.1 }, { country: 'BA', weight: 0.1 }, { country: 'SN', weight: 0.15 },
];
const year = 2019;

/** Part of a picture, px. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A face in full colour and as a detector sees it. */
export interface Shot {
  face: Face;
  grey: Grey;
}

/** One capture of a person drawn from the origins of all shipped operations. */
export function makeShot(seed: number, number: number, capture: number): Promise<Face> {
  const person = makePerson({ seed, number }, origins, year);
  return makeFace({ seed, person: number, capture, preset: shots[capture]!, sex: person.sex, ageYears: ageIn(person, year), tone: person.tone, ...sizePx });
}

/** The same, also as a detector sees it. */
export async function shoot(seed: number, number: number, capture: number): Promise<Shot> {
  const face = await makeShot(seed, number, capture);
  return { face, grey: await greyOf(face, { left: 0, top: 0, width: face.width, height: face.height }, face.width / shrink, face.height / shrink) };
}

/** A part of a face in grey at another size. */
export async function greyOf(face: Face, part: Box, width: number, height: number): Promise<Grey> {
  const pixels = await sharp(face.rgb, { raw: { width: face.width, height: face.height, channels: 3 } })
    .extract(part).resize(width, height, { fit: 'fill' }).greyscale().raw().toBuffer();
  return { width, height, pixels };
}

/** Detectors put the eyes at 0.4 of their box; half is the middle of the face. */
const eyesBelowTopMax = 0.55;

/** What a detector says of a capture. */
export interface Verdict {
  /** Faces found. */
  count: number;
  /** Exactly one, whose box holds both true eyes in its upper half and is neither half nor twice the true face's width. */
  right: boolean;
  /** The box in px of the capture; null unless `right`. */
  box: Box | null;
}

/** Runs a detector over a capture and checks what it found against the ground truth. */
export function judge(detector: DetectorName, { face, grey }: Shot): Verdict {
  const found = detectors[detector](grey);
  const [first] = found;
  if (!first || found.length > 1) return { count: found.length, right: false, box: null };
  const box = { left: first.x * shrink, top: first.y * shrink, width: first.width * shrink, height: first.height * shrink };
  const ratio = box.width / face.box[2];
  const right = ratio > 0.5 && ratio < 2
    && face.eyes.every(([x, y]) => x > box.left && x < box.left + box.width && y > box.top && y < box.top + eyesBelowTopMax * box.height);
  return { count: 1, right, box: right ? box : null };
}
