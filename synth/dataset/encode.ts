import sharp from 'sharp';
import { encodeWsq, type Face } from '../native.ts';
import { faceFormat } from './layout.ts';
import type { ImageFormat } from './parameters.ts';

/** Resolution written into every print, pixels per inch. */
export const ppi = 500;
/** WSQ's nominal 15:1. */
const wsqBitsPerPx = 0.75;
const jpegQuality = 90;

/** 8-bit grey, width * height px, row-major. */
export interface GreyImage {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** A print or slap in a format, with 500 ppi in the file: pHYs of PNG, JFIF density, the NIST comment of WSQ. */
export async function codedPrint({ pixels, width, height }: GreyImage, format: ImageFormat): Promise<Uint8Array> {
  if (format === 'wsq') return withNistComment(await encodeWsq(pixels, width, height, wsqBitsPerPx), { width, height });
  const grey = sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
  return format === 'png' ? grey.withDensity(ppi).png({ adaptiveFiltering: true }).toBuffer() : withJfif(await grey.jpeg({ quality: jpegQuality }).toBuffer());
}

/** A face as PNG or JPEG, as it stands beside prints of the format. */
export async function codedFace({ rgb, width, height }: Face, format: ImageFormat): Promise<Uint8Array> {
  const colour = sharp(rgb, { raw: { width, height, channels: 3 } });
  return (faceFormat(format) === 'png' ? colour.png({ adaptiveFiltering: true }) : colour.jpeg({ quality: jpegQuality })).toBuffer();
}

/** SOI, of JPEG and of WSQ. Other segments may follow it at once. */
const soiBytes = 2;

/** Puts the APP0 segment of JFIF 1.02 into a JPEG file, where readers look for the resolution: dots per inch, no thumbnail. */
function withJfif(jpeg: Uint8Array): Uint8Array {
  return Buffer.concat([jpeg.subarray(0, soiBytes), Uint8Array.of(0xff, 0xe0, 0, 16), Buffer.from('JFIF\0', 'latin1'), Uint8Array.of(1, 2, 1, ppi >> 8, ppi & 255, ppi >> 8, ppi & 255, 0, 0), jpeg.subarray(soiBytes)]);
}

/** Puts the comment (COM, FFA8) into a WSQ stream by which NIST's tools (NBIS) read its size and resolution. */
function withNistComment(wsq: Uint8Array, { width, height }: { width: number; height: number }): Uint8Array {
  const rows = { NIST_COM: 9, PIX_WIDTH: width, PIX_HEIGHT: height, PIX_DEPTH: 8, PPI: ppi, LOSSY: 1, COLORSPACE: 'GRAY', COMPRESSION: 'WSQ', WSQ_BITRATE: wsqBitsPerPx.toFixed(6) };
  const text = Buffer.from(Object.entries(rows).map(([name, value]) => `${name} ${value}\n`).join(''), 'latin1');
  const length = text.length + 2;
  return Buffer.concat([wsq.subarray(0, soiBytes), Uint8Array.of(0xff, 0xa8, length >> 8, length & 255), text, wsq.subarray(soiBytes)]);
}
