import { AppError } from '../src/core/errors.ts';
import type { TrueMinutia } from './native.ts';

/**
 * ISO/IEC 19794-2:2005 finger minutiae record (clause 7), one finger view a record. All numbers big-endian:
 *
 * | bytes | record header, 7.3 | | bytes | finger header, 7.4.1 | | bytes | minutia, 7.4.2 |
 * |---|---|---|---|---|---|---|---|
 * | 4 | `FMR\0` | | 1 | position | | 2 | type (2 bits), x (14 bits) |
 * | 4 | ` 20\0` | | 1 | view (4 bits), impression type (4 bits) | | 2 | reserved (2 bits), y (14 bits) |
 * | 4 | bytes of the record | | 1 | quality | | 1 | direction, 256 a turn |
 * | 2 | capture equipment | | 1 | minutiae | | 1 | quality |
 * | 8 | width, height; px/cm in x and y | | | | | | |
 * | 2 | views, reserved | | | | | | |
 *
 * Behind the minutiae stands the length of the extended data (7.5): two bytes, 0 here.
 */
export interface FingerTemplate {
  /** FGP 0..10. */
  fgp: number;
  /** 0 live plain, 1 live rolled, ... (table of 7.4.1.3). */
  impressionType: number;
  /** px */
  width: number;
  /** px */
  height: number;
  /** Whole px; at most 255. */
  minutiae: TrueMinutia[];
}

const magic = 'FMR\0 20\0';
const headerBytes = 24;
const fingerBytes = 4;
const minutiaBytes = 6;
const extendedLengthBytes = 2;

/** 500 ppi (7.3.8: whole px/cm). */
const pxPerCm = 197;
/** 7.4.2.1; 0 is any other type. */
const typeCodes = { ending: 1, bifurcation: 2 };
/** Ground truth has the best quality that 7.4.1.4 and 7.4.2.4 know. */
const truthQuality = 100;
const minutiaeMax = 255;
/** Places have 14 bits. */
const placeMask = 0x3fff;

/** Encodes ground truth as a record. Places are rounded to whole px. */
export function encodeTemplate({ fgp, impressionType, width, height, minutiae }: FingerTemplate): Uint8Array {
  if (minutiae.length > minutiaeMax) throw new Error(`${minutiae.length} minutiae in one view`);
  const bytes = new Uint8Array(recordBytes(minutiae.length));
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from(magic, 'latin1'));
  view.setUint32(8, bytes.length);
  [width, height, pxPerCm, pxPerCm].forEach((value, k) => view.setUint16(14 + 2 * k, value));
  bytes[22] = 1;
  bytes.set([fgp, impressionType, truthQuality, minutiae.length], headerBytes);
  minutiae.forEach(({ x, y, direction, type }, k) => {
    const at = headerBytes + fingerBytes + k * minutiaBytes;
    view.setUint16(at, (typeCodes[type] << 14) | Math.round(x));
    view.setUint16(at + 2, Math.round(y));
    bytes.set([direction, truthQuality], at + 4);
  });
  return bytes;
}

/**
 * Decodes a record of one finger view.
 * @throws AppError TEMPLATE_INVALID
 */
export function decodeTemplate(bytes: Uint8Array): FingerTemplate {
  const fail = (reason: string): never => {
    throw new AppError('TEMPLATE_INVALID', { reason });
  };
  if (bytes.length < recordBytes(0)) fail(`${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') !== magic) fail('it does not begin with FMR and version 20');
  const [fgp, viewAndImpression, , count] = bytes.subarray(headerBytes, headerBytes + fingerBytes) as unknown as [number, number, number, number];
  if (view.getUint32(8) !== bytes.length || bytes.length !== recordBytes(count)) fail(`${bytes.length} bytes, the header says ${view.getUint32(8)} and ${count} minutiae`);
  if (bytes[22] !== 1) fail(`${bytes[22]} finger views`);
  if (view.getUint16(18) !== pxPerCm || view.getUint16(20) !== pxPerCm) fail(`${view.getUint16(18)} and ${view.getUint16(20)} px/cm`);
  const minutiae = Array.from({ length: count }, (_, k): TrueMinutia => {
    const at = headerBytes + fingerBytes + k * minutiaBytes;
    const code = view.getUint16(at) >> 14;
    if (code !== typeCodes.ending && code !== typeCodes.bifurcation) fail(`minutia ${k} is of type ${code}`);
    return { x: view.getUint16(at) & placeMask, y: view.getUint16(at + 2) & placeMask, direction: bytes[at + 4]!, type: code === typeCodes.ending ? 'ending' : 'bifurcation' };
  });
  return { fgp, impressionType: viewAndImpression & 15, width: view.getUint16(14), height: view.getUint16(16), minutiae };
}

function recordBytes(minutiae: number): number {
  return headerBytes + fingerBytes + minutiae * minutiaBytes + extendedLengthBytes;
}
