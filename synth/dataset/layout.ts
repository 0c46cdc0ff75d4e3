import { isSlap, type Press } from '../../src/core/platen.ts';
import type { ImageFormat } from './parameters.ts';

/** Names inside a data set; all paths are relative to its folder, with forward slashes. */
export const descriptionFile = 'dataset.json';
export const truthFile = 'truth.jsonl';
export const peopleFile = 'people.jsonl';
export const readmeFile = 'README.md';
export const pageFile = 'sheet.html';
export const sumsFile = 'SHA256SUMS';
export const peopleFolder = 'people';
/** What is not whole yet; gone once the data set is. */
export const makingFolder = '.making';

/** Everything that a data set puts into its folder, and nothing else. */
export const ownEntries = [descriptionFile, truthFile, peopleFile, readmeFile, pageFile, sumsFile, peopleFolder, makingFolder];

/** Files inside a person's folder. */
export const packedFile = 'person.nist';
export const contactSheetFile = 'sheet.png';

const extensions: Record<ImageFormat, string> = { png: 'png', wsq: 'wsq', jpeg: 'jpg' };

/** Name of a person among folders: six digits. */
export function personName(number: number): string {
  return String(number).padStart(6, '0');
}

export function personFolder(number: number): string {
  return `${peopleFolder}/${personName(number)}`;
}

/** Name of an image: of a finger, or of a slap by its position. */
export function printFile(press: Press, impression: number, format: ImageFormat): string {
  return `${stem(isSlap(press) ? 'slap' : 'finger', press.position, impression)}.${extensions[format]}`;
}

export function templateFile(fgp: number, impression: number): string {
  return `${stem('finger', fgp, impression)}.fmr`;
}

export function faceFile(capture: number, format: ImageFormat): string {
  return `face-${capture}.${extensions[faceFormat(format)]}`;
}

/** Coding of the faces beside prints of a format. */
export function faceFormat(format: ImageFormat): 'png' | 'jpeg' {
  return format === 'png' ? 'png' : 'jpeg';
}

function stem(kind: 'finger' | 'slap', position: number, impression: number): string {
  return `${kind}-${String(position).padStart(2, '0')}-${impression}`;
}
