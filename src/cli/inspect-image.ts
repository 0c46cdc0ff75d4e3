import { basename } from 'node:path';
import sharp from 'sharp';
import { native } from '../../matcher/native.ts';
import { traceFace, tracePrint, traceSlap } from '../../matcher/trace.ts';
import { portraitSteps } from '../../reports/portrait-steps.ts';
import { printSteps } from '../../reports/print-steps.ts';
import { slapSteps } from '../../reports/slap-steps.ts';
import { AppError } from '../core/errors.ts';
import { slaps, type Slap } from '../core/fingers.ts';
import { readPicture, type PictureFile } from '../../matcher/picture-file.ts';
import { amplitudeRaster, greyRaster, maskRaster, periodPx, periodRaster, phaseRaster, ramp, vectorRaster, type Raster } from './step-pictures.ts';

/** What a picture is taken for; of a slap nothing in it says which. */
export const kinds = ['print', 'face', 'right-slap', 'left-slap', 'thumbs'] as const;
export type Kind = (typeof kinds)[number];

/** Positions of slaps (`src/core/fingers.ts`). */
const slapPositions: Partial<Record<Kind, number>> = { 'right-slap': 13, 'left-slap': 14, thumbs: 15 };

/** Resolution of a print whose file does not tell. */
const usualDpi = 500;

/** Rows of 32 components. */
const vectorAcross = 32;

/**
 * The page of one image: what the matcher makes of it, step by step.
 * @param kind null: a picture with colour is a face
 * @param dpi of a print; null: as the file says, else 500
 * @throws AppError PICTURE_UNREADABLE
 */
export async function imagePage(file: string, kind: Kind | null, dpi: number | null): Promise<string> {
  const picture = await readPicture(file);
  const taken = kind ?? (picture.rgb ? 'face' : 'print');
  const slap = slaps.find(({ position }) => position === slapPositions[taken]);
  const made = slap ? slapPage(file, picture, slap, dpi) : taken === 'face' ? facePage(file, picture) : printPage(file, picture, dpi);
  return made.catch((error: unknown) => {
    if (error instanceof AppError && (error.code === 'IMAGE_UNDECODABLE' || error.code === 'SLAP_UNCUT')) throw new AppError('PICTURE_UNREADABLE', { file, reason: error.fields['reason'] }, { cause: error });
    throw error;
  });
}

async function printPage(file: string, picture: PictureFile, dpi: number | null): Promise<string> {
  const { grey, format } = picture;
  const ppi = dpi ?? picture.dpi ?? usualDpi;
  const trace = await tracePrint(grey, ppi);
  return printSteps({
    name: basename(file), format, width: grey.width, height: grey.height, ppi,
    ppiFrom: dpi !== null ? 'as told' : picture.dpi !== null ? 'as the file says' : 'assumed: the file does not say',
    trace,
    pictures: {
      input: await webp(greyRaster(grey.pixels, grey.width, grey.height)),
      normalised: await webp(greyRaster(trace.print, trace.width, trace.height)),
      period: await webp(periodRaster(trace)),
      mask: await webp(maskRaster(trace)),
      amplitude: await webp(amplitudeRaster(trace)),
      phase: await webp(phaseRaster(trace)),
    },
    ramp, periodPx, version: native.version(),
  });
}

async function slapPage(file: string, { grey, format, dpi }: PictureFile, { position, label }: Slap, toldDpi: number | null): Promise<string> {
  const ppi = toldDpi ?? dpi ?? usualDpi;
  if (ppi !== usualDpi) throw new AppError('PICTURE_UNREADABLE', { file, reason: `a slap of ${ppi} ppi; ${usualDpi} is taken` });
  const fingers = await traceSlap(grey, position, []);
  return slapSteps({
    name: basename(file), format, width: grey.width, height: grey.height, label,
    input: await webp(greyRaster(grey.pixels, grey.width, grey.height)),
    fingers: await Promise.all(fingers.map(async ({ image: { width, height, pixels }, ...finger }) => ({ ...finger, width, height, image: await webp(greyRaster(pixels, width, height)) }))),
    version: native.version(),
  });
}

async function facePage(file: string, { grey, rgb, format }: PictureFile): Promise<string> {
  const { width, height } = grey;
  const { eyes, corners, crop, vector } = await traceFace(grey);
  return portraitSteps({
    name: basename(file), format, width, height,
    input: await (rgb ? sharp(rgb, { raw: { width, height, channels: 3 } }).webp().toBuffer() : webp(greyRaster(grey.pixels, width, height))),
    face: crop ? { eyes, corners, crop: { width: crop.width, height: crop.height, image: await webp(greyRaster(crop.pixels, crop.width, crop.height)) }, vector: await webp(vectorRaster(vector, vectorAcross)), components: vector.length, across: vectorAcross } : null,
    version: native.version(),
  });
}

/** Without loss, so that a step is seen as it is. */
function webp({ width, height, rgba }: Raster): Promise<Uint8Array> {
  return sharp(rgba, { raw: { width, height, channels: 4 } }).webp({ lossless: true }).toBuffer();
}
