import sharp from 'sharp';
import type { FingerCondition } from '../src/core/plan.ts';
import { platens } from '../src/core/platen.ts';
import { makeFace, makePrintWsq, type FaceRequest, type Preset } from './native.ts';
import { ageIn, type Person } from './people.ts';

/** One encoded image with its ground truth (JSON), as corpora store it. */
export interface CorpusImage {
  kind: 'finger' | 'face';
  /** 1..10; 0 for a face. */
  fgp: number;
  width: number;
  height: number;
  /** WSQ or JPEG. */
  bytes: Uint8Array;
  truth: string;
}

/** 0.75 bit/pixel is WSQ's nominal 15:1. */
const wsqBitsPerPx = 0.75;
const jpegQuality = 85;
const portraitPx = { widthPx: 240, heightPx: 300 };
const handheldPx = { widthPx: 480, heightPx: 600 };

export interface FingerShot {
  fgp: number;
  impression: number;
  preset: Preset;
  condition: FingerCondition;
  fap: number;
}

/** One impression of a person's finger as WSQ. */
export async function fingerImage(person: Person, shot: FingerShot): Promise<CorpusImage> {
  const print = await makePrintWsq({
    seed: person.ref.seed, person: person.ref.number, finger: shot.fgp, impression: shot.impression, preset: shot.preset, condition: shot.condition, ...platens[shot.fap]!,
  }, wsqBitsPerPx);
  return { kind: 'finger', fgp: shot.fgp, width: print.width, height: print.height, bytes: print.wsq, truth: JSON.stringify({ minutiae: print.minutiae }) };
}

export interface FaceShot {
  capture: number;
  preset: FaceRequest['preset'];
  /** Year of the capture: gives the age on the face. */
  year: number;
}

/** One portrait of a person as JPEG: documents are small and frontal, captures as a handheld takes them. */
export async function faceImage(person: Person, shot: FaceShot): Promise<CorpusImage> {
  const face = await makeFace({
    seed: person.ref.seed, person: person.ref.number, capture: shot.capture, preset: shot.preset, sex: person.sex, ageYears: ageIn(person, shot.year), tone: person.tone,
    ...(shot.preset === 'portrait' ? portraitPx : handheldPx),
  });
  const bytes = await sharp(face.rgb, { raw: { width: face.width, height: face.height, channels: 3 } }).jpeg({ quality: jpegQuality }).toBuffer();
  return { kind: 'face', fgp: 0, width: face.width, height: face.height, bytes, truth: JSON.stringify({ eyes: face.eyes, box: face.box }) };
}
