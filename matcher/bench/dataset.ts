import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { decode } from 'bmp-ts';
import sharp from 'sharp';
import { AppError } from '../../src/core/errors.ts';
import { decodeWsq } from '../index.ts';

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
export type FingerHalf = 'all' | 'odd' | 'even';

interface Pixels {
  width: number;
  height: number;
  pixels: Uint8Array;
  /** null: the file does not say. */
  ppi: number | null;
}

const printName = /^(.+)_([^_]+)\.(png|tiff?|bmp|wsq)$/i;

const metrePerInch = 0.0254;

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
 * @throws AppError IMAGE_UNDECODABLE
 */
export async function readPrint({ set, file, finger, impression }: ReturnType<typeof listPrints>[number], ppi: number): Promise<DatasetPrint> {
  try {
    const picture = await readers[extname(file).toLowerCase()]!(file);
    return { set, finger, impression, ...picture, ppi: picture.ppi ?? ppi };
  } catch (cause) {
    throw new AppError('IMAGE_UNDECODABLE', { reason: `${file}: ${cause instanceof Error ? cause.message : String(cause)}` }, { cause });
  }
}

const readers: Record<string, (file: string) => Promise<Pixels>> = { '.png': readPicture, '.tif': readPicture, '.tiff': readPicture, '.bmp': readBmp, '.wsq': readWsq };

async function readPicture(file: string): Promise<Pixels> {
  const picture = sharp(file);
  const { density } = await picture.metadata();
  const { data, info } = await picture.greyscale().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data, ppi: plausible(density ?? 0) };
}

async function readBmp(file: string): Promise<Pixels> {
  const { data, width, height, hr } = decode(readFileSync(file), { toRGBA: true });
  const pixels = await sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha().greyscale().raw().toBuffer();
  return { width, height, pixels, ppi: plausible(hr * metrePerInch) };
}

async function readWsq(file: string): Promise<Pixels> {
  return { ...decodeWsq(readFileSync(file)), ppi: null };
}

/** Many programs write 72 or 96 ppi when they know nothing: no print is read at that. */
function plausible(ppi: number): number | null {
  return ppi >= 250 && ppi <= 1200 ? Math.round(ppi) : null;
}
