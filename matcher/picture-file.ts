import { readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import { decodeWsq } from './index.ts';
import { decodePicture, type Grey } from './trace.ts';
import { AppError } from '../src/core/errors.ts';

/** An image file of a print or a portrait. */
export interface PictureFile {
  /** As people write it: WSQ, PNG. */
  format: string;
  grey: Grey;
  /** The same in colour, 8-bit RGB; null for a picture that is grey. */
  rgb: Uint8Array | null;
  /** What the file says, when it says what a scanner could mean. */
  dpi: number | null;
}

const bytesMax = 20_000_000;
const pixelsMax = 4_000_000;

/**
 * Resolutions that are compared: below, the longest side would leave the 3,300 px at 500 ppi that the matcher's integers hold. JPEG files of
 * cameras say 72 or 96, and mean nothing by it.
 */
export const dpiMin = 300;
export const dpiMax = 1000;

/** Mean difference of the channels of a px, from which a picture has colour. */
const chromaMin = 4;

/**
 * Reads WSQ, PNG, JPEG, TIFF and BMP; WSQ, JPEG and BMP by the matcher's own decoders.
 * @throws AppError PICTURE_UNREADABLE
 */
export async function readPicture(file: string): Promise<PictureFile> {
  try {
    if (statSync(file).size > bytesMax) throw new Error(`more than ${bytesMax / 1e6} MB`);
    return await decode(readFileSync(file));
  } catch (error) {
    const { message, fields } = error as Error & { fields?: { reason?: string } };
    throw new AppError('PICTURE_UNREADABLE', { file, reason: (fields?.reason ?? message).split('\n')[0] }, { cause: error });
  }
}

async function decode(bytes: Buffer): Promise<PictureFile> {
  if (bytes.length < 4) throw new Error('not an image');
  if (bytes.readUInt16BE(0) === 0xff_a0) return { format: 'WSQ', grey: decodeWsq(bytes), rgb: null, dpi: 500 };
  if (bytes.toString('latin1', 0, 2) === 'BM') return { format: 'BMP', grey: await decodePicture(bytes), rgb: null, dpi: bmpDpi(bytes) };
  const picture = sharp(bytes, { limitInputPixels: pixelsMax, failOn: 'error' });
  const { format, density } = await picture.metadata();
  const flat = picture.flatten({ background: '#fff' });
  const { data, info: { width, height } } = await flat.clone().greyscale().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const rgb = await flat.clone().toColourspace('srgb').raw().toBuffer();
  return {
    format: format === 'heif' ? 'AVIF' : format.toUpperCase(),
    grey: format === 'jpeg' ? await decodePicture(bytes) : { width, height, pixels: data },
    rgb: hasColour(rgb, width * height) ? rgb : null,
    dpi: density === undefined ? null : meant(density),
  };
}

/** Pixels a metre stand at byte 38 of the 40-byte header and its successors. */
function bmpDpi(bytes: Buffer): number | null {
  return bytes.length < 42 || bytes.readUInt32LE(14) < 40 ? null : meant(Math.round(bytes.readUInt32LE(38) * 0.0254));
}

function meant(dpi: number): number | null {
  return dpi >= dpiMin && dpi <= dpiMax ? dpi : null;
}

function hasColour(rgb: Uint8Array, pixels: number): boolean {
  let sum = 0;
  for (let k = 0; k + 2 < rgb.length; k += 3) sum += Math.max(rgb[k]!, rgb[k + 1]!, rgb[k + 2]!) - Math.min(rgb[k]!, rgb[k + 1]!, rgb[k + 2]!);
  return rgb.length === 3 * pixels && sum / pixels >= chromaMin;
}
