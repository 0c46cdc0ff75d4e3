import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readPicture } from '../picture-file.ts';

/** A print of a data set. */
export interface DatasetPrint {
  /** Its folder. */
  set: string;
  finger: string;
  impression: string;
  width: number;
  height: number;
  /** 8-bit grey, row-major. */
  pixels: Uint8Array;
  ppi: number;
}

/** Which fingers are read: all, or those whose number is odd or even, for tuning on one half and deciding on the other. */
export const fingerHalves = ['all', 'odd', 'even'] as const;
export type FingerHalf = (typeof fingerHalves)[number];

const printName = /^(.+)_([^_]+)\.(png|tiff?|bmp|wsq)$/i;

/** Files `FINGER_IMPRESSION.png|tif|bmp|wsq` of a folder, a set, and of its folders, each a set. */
export function listPrints(folder: string, half: FingerHalf): { set: string; file: string; finger: string; impression: string }[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return listPrints(join(folder, entry.name), half);
    const [, finger, impression] = printName.exec(entry.name) ?? [];
    return finger && impression && inHalf(finger, half) ? [{ set: basename(folder), file: join(folder, entry.name), finger, impression }] : [];
  });
}

function inHalf(finger: string, half: FingerHalf): boolean {
  return half === 'all' || (Number(/\d+$/.exec(finger)?.[0] ?? 0) % 2 === 1) === (half === 'odd');
}

/**
 * Reads one print.
 * @param ppi of a file that does not say
 * @throws AppError PICTURE_UNREADABLE
 */
export async function readPrint({ set, file, finger, impression }: ReturnType<typeof listPrints>[number], ppi: number): Promise<DatasetPrint> {
  const { grey, dpi } = await readPicture(file);
  return { set, finger, impression, ...grey, ppi: dpi ?? ppi };
}
