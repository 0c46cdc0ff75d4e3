import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import sharp from 'sharp';
import { decodeWsq, extractionSteps, matcherVersion, type ExtractionSteps } from '../../matcher/index.ts';
import type { PrintPage } from '../../reports/print.ts';
import { AppError } from '../core/errors.ts';

const printFile = /\.(png|jpe?g|tiff?|wsq)$/i;
/** Nothing larger is a print, bytes. */
const bytesMax = 32_000_000;
/** Of either side; the matcher takes no more. */
const pixelsMax = 4_000_000;
/** Many programs write 72 or 96 when they know nothing. */
const ppiMin = 250;
const ppiMax = 1000;
const webpQuality = 85;

interface Grey {
  pixels: Uint8Array;
  width: number;
  height: number;
  /** What the file says; null for nothing plausible. */
  ppi: number | null;
}

/** Whether a name is that of a print, by its ending. */
export function isPrintFile(name: string): boolean {
  return printFile.test(name);
}

/**
 * A print with every step of its extraction.
 * @param ppi of a file that does not say
 * @throws AppError PRINT_UNREADABLE
 */
export async function readPrint(file: string, ppi: number): Promise<PrintPage> {
  try {
    if (ppi < ppiMin || ppi > ppiMax) throw new Error(`${ppi} ppi`);
    if (statSync(file).size > bytesMax) throw new Error(`${statSync(file).size} bytes`);
    const grey = await readGrey(file);
    const image = { ...grey, ppi: grey.ppi ?? ppi };
    return await pageOf(basename(file), image, await extractionSteps(image));
  } catch (cause) {
    throw new AppError('PRINT_UNREADABLE', { file, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}

async function readGrey(file: string): Promise<Grey> {
  if (/\.wsq$/i.test(file)) return { ...decodeWsq(readFileSync(file)), ppi: null };
  const picture = sharp(file, { limitInputPixels: pixelsMax });
  const { density } = await picture.metadata();
  const { data, info } = await picture.flatten({ background: '#fff' }).greyscale().raw().toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height, ppi: density !== undefined && density >= ppiMin && density <= ppiMax ? Math.round(density) : null };
}

async function pageOf(file: string, image: Grey & { ppi: number }, steps: ExtractionSteps): Promise<PrintPage> {
  const { width, height, gridWidth, gridHeight } = steps;
  const byPx = (pixels: Uint8Array): Promise<Uint8Array> => webp(pixels, width, height);
  const byCell = (cells: Uint8Array): Promise<Uint8Array> => webp(cells, gridWidth, gridHeight);
  // Beyond the print a period means nothing.
  const period = steps.period.map((value, k) => (steps.mask[k] ? value : 255));
  return {
    file, version: matcherVersion, ppi: image.ppi, width: image.width, height: image.height, steps,
    image: await webp(image.pixels, image.width, image.height),
    pictures: { print: await byPx(steps.print), period: await byCell(period), mask: await byCell(steps.mask), amplitude: await byPx(steps.amplitude), phase: await byPx(steps.phase) },
  };
}

function webp(pixels: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width, height, channels: 1 } }).webp({ quality: webpQuality }).toBuffer();
}
