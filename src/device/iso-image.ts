import { AppError } from '../core/errors.ts';

/** The image of one representation, as the scanner packed it. */
export interface IsoImage {
  kind: 'finger' | 'face';
  /** Pixels. */
  width: number;
  height: number;
  /** WSQ stream of a finger, JPEG file of a face. */
  bytes: Uint8Array;
}

/** Where the fields after the quality blocks stand, counted from the end of those blocks. */
const layouts = {
  finger: { magic: 'FIR\x00020\x00', representation: 16, qualityBlocks: 34, compression: 12, wanted: 2, width: 14, height: 16, length: 18, fixed: 22 },
  face: { magic: 'FAC\x00030\x00', representation: 17, qualityBlocks: 35, compression: 18, wanted: 0, width: 19, height: 21, length: 28, fixed: 32 },
} as const;

/** A finger image over 4 Mpx or a container over 4 MiB is refused before anything is read from it. */
const bytesMax = 4 << 20;
const pixelsMax = 4_000_000;

/**
 * Reads the first representation of a finger (ISO/IEC 19794-4:2011, WSQ) or face record (ISO/IEC 19794-5:2011, JPEG) as MOSIP scanners fill it;
 * integers are big-endian.
 * @returns a view into `record`
 * @throws AppError ISO_IMAGE_INVALID
 */
export function readIsoImage(record: Uint8Array): IsoImage {
  if (record.length > bytesMax) throw invalid(`${record.length} bytes are more than ${bytesMax}`);
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const kind = kindOf(record);
  const layout = layouts[kind];
  need(record, layout.qualityBlocks + 1);
  if (view.getUint32(8) !== record.length) throw invalid(`total length says ${view.getUint32(8)}, the record has ${record.length}`);
  if (view.getUint16(12) < 1) throw invalid('no representation');

  const at = afterBlocks(view, record, kind);
  need(record, at + layout.fixed);
  const compression = view.getUint8(at + layout.compression);
  if (compression !== layout.wanted) throw invalid(`${kind} compression ${compression}, expected ${layout.wanted}`);
  const width = view.getUint16(at + layout.width);
  const height = view.getUint16(at + layout.height);
  if (width === 0 || height === 0 || width * height > pixelsMax) throw invalid(`${width} x ${height} pixels`);
  const length = view.getUint32(at + layout.length);
  const start = at + layout.fixed;
  if (length === 0 || start + length > record.length) throw invalid(`image of ${length} bytes at ${start} in a record of ${record.length}`);
  return { kind, width, height, bytes: record.subarray(start, start + length) };
}

function kindOf(record: Uint8Array): IsoImage['kind'] {
  const magic = Buffer.from(record.subarray(0, 8)).toString('latin1');
  if (magic === layouts.finger.magic) return 'finger';
  if (magic === layouts.face.magic) return 'face';
  throw invalid('neither FIR 020 nor FAC 030');
}

/** Past the quality blocks (5 bytes each), certification blocks (3 bytes each, counted only under the flag), and for a face landmarks (8 bytes each). */
function afterBlocks(view: DataView, record: Uint8Array, kind: IsoImage['kind']): number {
  const { qualityBlocks } = layouts[kind];
  let at = qualityBlocks + 1 + 5 * view.getUint8(qualityBlocks);
  if (view.getUint8(14) === 1) {
    need(record, at + 1);
    at += 1 + 3 * view.getUint8(at);
  }
  if (kind === 'finger') return at;
  need(record, at + 2);
  return at + landmarkBytes * view.getUint16(at);
}

const landmarkBytes = 8;

function need(record: Uint8Array, bytes: number): void {
  if (record.length < bytes) throw invalid(`ends at ${record.length}, needs ${bytes} bytes`);
}

function invalid(reason: string): AppError {
  return new AppError('ISO_IMAGE_INVALID', { reason });
}
