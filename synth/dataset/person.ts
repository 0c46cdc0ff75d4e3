import type { FingerCondition } from '../../src/core/plan.ts';
import { platens } from '../../src/core/platen.ts';
import { encodeTemplate } from '../iso-template.ts';
import { makeFace, type Face, type PrintRequest } from '../native.ts';
import { ageIn, type Person } from '../people.ts';
import { codedFace, codedPrint } from './encode.ts';
import { contactSheetFile, faceFile, packedFile, personFolder, printFile, templateFile } from './layout.ts';
import { captureYear, conditionOf, fap, personOf, type DatasetParameters } from './parameters.ts';
import { presets } from './presets.ts';
import { drawContactSheet } from './sheet.ts';
import type { FaceTruth, PrintTruth, TruthLine } from './truth.ts';

/** First impression of each finger and first capture of the face, coded as a transaction carries them. */
export interface PersonImages {
  number: number;
  fingers: { fgp: number; impressionType: number; width: number; height: number; wsq: Uint8Array }[];
  face: { width: number; height: number; jpeg: Uint8Array } | null;
}

/** Packs a person's images as one INT-I file. The codec lives in another room; who calls the generators brings it. */
export type PackPerson = (images: PersonImages) => Uint8Array;

/** What a data set holds of one person. */
export interface PersonFiles {
  /** By name inside the person's folder. */
  files: Map<string, Uint8Array>;
  truth: TruthLine[];
}

/** A contact sheet stands in the folders of this many people. */
export const sheetPeople = 12;

/** Pixels of a face; at 4:5 a head fills most of it. */
const facePx = { widthPx: 480, heightPx: 600 };

/** Makes all files of one person. Pure: needs nothing but its arguments. @param onImage told after every image */
export async function makePersonFiles(parameters: DatasetParameters, number: number, pack: PackPerson, onImage: () => void): Promise<PersonFiles> {
  const person = personOf(parameters.seed, number);
  const condition = conditionOf(parameters.seed, number);
  const made: PersonFiles = { files: new Map(), truth: [] };
  const images: PersonImages = { number, fingers: [], face: null };
  for (const fgp of parameters.fingers) {
    for (let impression = 1; impression <= parameters.impressions; impression += 1) {
      await addPrint(made, images, parameters, printRequest(parameters, number, condition, fgp, impression));
      onImage();
    }
  }
  for (let capture = 1; capture <= parameters.faces; capture += 1) {
    await addFace(made, images, parameters, person, capture);
    onImage();
  }
  made.files.set(packedFile, pack(images));
  if (number <= sheetPeople) made.files.set(contactSheetFile, await drawContactSheet(parameters.seed, made));
  return made;
}

function printRequest({ seed, preset }: DatasetParameters, person: number, condition: FingerCondition, finger: number, impression: number): PrintRequest {
  return { seed, person, finger, impression, preset, condition, ...platens[fap]! };
}

async function addPrint({ files, truth }: PersonFiles, images: PersonImages, { format, preset }: DatasetParameters, request: PrintRequest): Promise<void> {
  const { finger: fgp, impression } = request;
  const { impressionType } = presets[preset];
  const { bytes, width, height, minutiae } = await codedPrint(request, format);
  const [file, template] = [printFile(fgp, impression, format), templateFile(fgp, impression)];
  files.set(file, bytes);
  files.set(template, encodeTemplate({ fgp, impressionType, width, height, minutiae }));
  const folder = personFolder(request.person);
  truth.push({
    person: request.person, finger: fgp, impression, file: `${folder}/${file}`, template: `${folder}/${template}`, width, height, preset, condition: request.condition, minutiae,
  } satisfies PrintTruth);
  if (impression === 1) images.fingers.push({ fgp, impressionType, width, height, wsq: format === 'wsq' ? bytes : (await codedPrint(request, 'wsq')).bytes });
}

async function addFace({ files, truth }: PersonFiles, images: PersonImages, { format, preset }: DatasetParameters, person: Person, capture: number): Promise<void> {
  const face = await captureFace(person, presets[preset].face, capture);
  const { width, height, eyes, box } = face;
  const [file, bytes] = [faceFile(capture, format), await codedFace(face, format)];
  files.set(file, bytes);
  truth.push({ person: person.ref.number, finger: 'face', impression: capture, file: `${personFolder(person.ref.number)}/${file}`, width, height, eyes, box } satisfies FaceTruth);
  if (capture === 1) images.face = { width, height, jpeg: format === 'png' ? await codedFace(face, 'jpeg') : bytes };
}

/** A capture of a person's face in the year of the data sets. */
export function captureFace(person: Person, preset: (typeof presets)[keyof typeof presets]['face'], capture: number): Promise<Face> {
  return makeFace({ seed: person.ref.seed, person: person.ref.number, capture, preset, sex: person.sex, ageYears: ageIn(person, captureYear), tone: person.tone, ...facePx });
}
