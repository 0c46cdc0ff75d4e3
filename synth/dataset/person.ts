import { pressesOf, type Press } from '../../src/core/platen.ts';
import { encodeTemplate } from '../iso-template.ts';
import { makeFace, type Face } from '../native.ts';
import { ageIn, type Person } from '../people.ts';
import { codedFace, codedPrint } from './encode.ts';
import { contactSheetFile, faceFile, packedFile, personFolder, printFile, templateFile } from './layout.ts';
import { captureYear, conditionOf, personOf, type DatasetParameters } from './parameters.ts';
import { presets } from './presets.ts';
import { pressed, type Pressed } from './press.ts';
import { drawContactSheet } from './sheet.ts';
import type { FaceTruth, PrintTruth, TruthLine } from './truth.ts';

/** First impression of each finger or slap, and first capture of the face. */
export interface PersonImages {
  number: number;
  prints: (Pressed & Pick<Press, 'position'> & { impressionType: number })[];
  face: { width: number; height: number; jpeg: Uint8Array } | null;
}

/** Packs a person's images as one INT-I file. The codec lives in another room; who calls the generators brings it. */
export type PackPerson = (images: PersonImages) => Promise<Uint8Array>;

/** What a data set holds of one person. */
export interface PersonFiles {
  /** By name inside the person's folder. */
  files: Map<string, Uint8Array>;
  truth: TruthLine[];
}

/** A contact sheet stands in the folders of this many people. */
export const sheetPeople = 12;

/** IMP of ANSI/NIST-ITL 1-2000 table 5, the same in ISO/IEC 19794-2:2005 7.4.1.3. */
const liveRolled = 1;

/** Pixels of a face; at 4:5 a head fills most of it. */
const facePx = { widthPx: 480, heightPx: 600 };

/** Makes all files of one person. Pure: needs nothing but its arguments. @param onImage told after every image */
export async function makePersonFiles(parameters: DatasetParameters, number: number, pack: PackPerson, onImage: () => void): Promise<PersonFiles> {
  const person = personOf(parameters.seed, number);
  const made: PersonFiles = { files: new Map(), truth: [] };
  const images: PersonImages = { number, prints: [], face: null };
  for (const press of pressesOf(parameters)) {
    for (let impression = 1; impression <= parameters.impressions; impression += 1) {
      await addPrint(made, images, parameters, press, impression);
      onImage();
    }
  }
  for (let capture = 1; capture <= parameters.faces; capture += 1) {
    await addFace(made, images, parameters, person, capture);
    onImage();
  }
  made.files.set(packedFile, await pack(images));
  if (number <= sheetPeople) made.files.set(contactSheetFile, await drawContactSheet(parameters, number, made));
  return made;
}

async function addPrint({ files, truth }: PersonFiles, images: PersonImages, parameters: DatasetParameters, press: Press, impression: number): Promise<void> {
  const { seed, format, preset, capture } = parameters;
  const { number: person } = images;
  const impressionType = capture === 'rolled' ? liveRolled : presets[preset].impressionType;
  const condition = conditionOf(seed, person);
  const print = await pressed(parameters, person, condition, press, impression);
  const { width, height } = print;
  const [folder, file] = [personFolder(person), printFile(press, impression, format)];
  files.set(file, await codedPrint(print, format));
  for (const { finger, minutiae, place } of print.fingers) {
    const template = templateFile(finger, impression);
    files.set(template, encodeTemplate({ fgp: finger, impressionType, width, height, minutiae }));
    truth.push({
      person, finger, impression, file: `${folder}/${file}`, template: `${folder}/${template}`, width, height, preset, condition,
      ...(place && { slap: { position: press.position, ...place } }), minutiae,
    } satisfies PrintTruth);
  }
  if (impression === 1) images.prints.push({ ...print, position: press.position, impressionType });
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
