import { writeDateTime } from './date-time.ts';

/** One finger of an ISO record. */
export interface FingerView {
  /** Finger position, 1..10. */
  fgp: number;
  /** Pixels at 500 ppi. */
  width: number;
  height: number;
  /** 0..100. */
  quality: number;
  /** Code of the image's coding: 2 WSQ, 4 JPEG 2000 lossy, 5 JPEG 2000 lossless. */
  compression: number;
  /** Milliseconds since the Unix epoch. */
  capturedAtMs: number;
  image: Uint8Array;
}

/** Where the image starts, bytes. */
const headerBytes = 62;
const representationAt = 16;
const resolutionPpi = 500;

/**
 * A finger image record, ISO/IEC 19794-4:2011, with one representation. Integers are big-endian; offsets in bytes:
 *
 * | at | field | here |
 * |---|---|---|
 * | 0 | format identifier, version | `FIR\0`, `020\0` |
 * | 8 | length of the record, u32 | |
 * | 12 | representations u16, certification flag u8, positions u8 | 1, 0, 1 |
 * | 16 | length of the representation (from here to its end), u32 | |
 * | 20 | year u16, month, day, hour, minute, second u8, ms u16 (UTC) | |
 * | 29 | device technology u8, vendor u16, type u16 | 0 unknown |
 * | 34 | quality blocks u8; score u8, vendor u16, algorithm u16 | 1; 0..100, 0, 0 |
 * | 40 | finger position u8, representation number u8, scale units u8 | 1..10, 0, 1 (ppi) |
 * | 43 | capture resolution x, y, image resolution x, y, u16 each | 500 |
 * | 51 | bit depth, compression, impression type, u8 each | 8, 2 (WSQ), 0 (live plain) |
 * | 54 | width u16, height u16, length of the image u32 | |
 * | 62 | image | WSQ |
 *
 * MOSIP asks registration captures for lossless JPEG 2000; WSQ here is a deliberate deviation: it is what the search needs.
 */
export function fingerRecord(view: FingerView): Uint8Array {
  const record = Buffer.alloc(headerBytes + view.image.length);
  record.write('FIR\x00020\x00', 0, 'latin1');
  record.writeUInt32BE(record.length, 8);
  record.writeUInt16BE(1, 12);
  record[15] = 1;
  record.writeUInt32BE(record.length - representationAt, representationAt);
  writeDateTime(record, 20, view.capturedAtMs);
  record[34] = 1;
  record[35] = view.quality;
  record[40] = view.fgp;
  record[42] = 1;
  for (let at = 43; at < 51; at += 2) record.writeUInt16BE(resolutionPpi, at);
  record[51] = 8;
  record[52] = view.compression;
  record.writeUInt16BE(view.width, 54);
  record.writeUInt16BE(view.height, 56);
  record.writeUInt32BE(view.image.length, 58);
  record.set(view.image, headerBytes);
  return record;
}
