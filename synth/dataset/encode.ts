import sharp from 'sharp';
import { makePrint, makePrintWsq, type Face, type Print, type PrintRequest } from '../native.ts';
import { faceFormat } from './layout.ts';
import type { ImageFormat } from './parameters.ts';

/** Resolution written into every print, pixels per inch. */
export const ppi = 500;
/** WSQ's nominal 15:1. */
const wsqBitsPerPx = 0.75;
const jpegQuality = 90;

/** An encoded print and its ground truth. */
export interface CodedPrint extends Omit<Print, 'pixels'> {
  bytes: Uint8Array;
}

/** An impression in a format, with 500 ppi in the file: pHYs of PNG, JFIF density, the NIST comment of WSQ. */
export async function codedPrint(request: PrintRequest, format: ImageFormat): Promise<CodedPrint> {
  if (format === 'wsq') {
    const { wsq, ...print } = await makePrintWsq(request, wsqBitsPerPx);
    return { ...print, bytes: withNistComment(wsq, print) };
  }
  const { pixels, ...print } = await makePrint(request);
  const grey = sharp(pixels, { raw: { width: print.width, height: print.height, channels: 1 } }).toColourspace('b-w').withDensity(ppi);
  return { ...print, bytes: await (format === 'png' ? grey.png({ adaptiveFiltering: true }) : grey.jpeg({ quality: jpegQuality })).toBuffer() };
}

/** A face as PNG or JPEG, as it stands beside prints of the format. */
export async function codedFace({ rgb, width, height }: Face, format: ImageFormat): Promise<Uint8Array> {
  const colour = sharp(rgb, { raw: { width, height, channels: 3 } });
  return (faceFormat(format) === 'png' ? colour.png({ adaptiveFiltering: true }) : colour.jpeg({ quality: jpegQuality })).toBuffer();
}

/** SOI is two bytes (IAFIS-IC-0110); a comment segment may follow it at once. */
const soiBytes = 2;
const commentMarker = [0xff, 0xa8];

/** Puts the comment into a WSQ stream by which NIST's tools (NBIS) read its size and resolution. */
function withNistComment(wsq: Uint8Array, { width, height }: { width: number; height: number }): Uint8Array {
  const rows = { NIST_COM: 9, PIX_WIDTH: width, PIX_HEIGHT: height, PIX_DEPTH: 8, PPI: ppi, LOSSY: 1, COLORSPACE: 'GRAY', COMPRESSION: 'WSQ', WSQ_BITRATE: wsqBitsPerPx.toFixed(6) };
  const text = Buffer.from(Object.entries(rows).map(([name, value]) => `${name} ${value}\n`).join(''), 'latin1');
  const length = text.length + 2;
  return Buffer.concat([wsq.subarray(0, soiBytes), Uint8Array.of(...commentMarker, length >> 8, length & 255), text, wsq.subarray(soiBytes)]);
}
