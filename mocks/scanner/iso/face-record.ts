import { writeDateTime } from './date-time.ts';

/** The face of an ISO record. */
export interface FaceView {
  width: number;
  height: number;
  /** 0..100. */
  quality: number;
  /** Code of the image's coding: 0 JPEG, 1 JPEG 2000 lossy, 2 JPEG 2000 lossless. */
  dataType: number;
  /** Milliseconds since the Unix epoch. */
  capturedAtMs: number;
  image: Uint8Array;
}

/** Where the image starts, bytes. */
const headerBytes = 73;
const representationAt = 17;

/**
 * A face image record, ISO/IEC 19794-5:2011, with one representation and no landmarks. Integers are big-endian; offsets in bytes:
 *
 * | at | field | here |
 * |---|---|---|
 * | 0 | format identifier, version | `FAC\0`, `030\0` |
 * | 8 | length of the record, u32 | |
 * | 12 | representations u16, certification flag u8, temporal semantics u16 | 1, 0, 0 |
 * | 17 | length of the representation (from here to its end), u32 | |
 * | 21 | year u16, month, day, hour, minute, second u8, ms u16 (UTC) | |
 * | 30 | device technology u8, vendor u16, type u16 | 0 unknown |
 * | 35 | quality blocks u8; score u8, vendor u16, algorithm u16 | 1; 0..100, 0, 0 |
 * | 41 | landmarks u16; gender, eye, hair, height u8; features 3, expression u16, pose 3, pose uncertainty 3 | 0 unknown |
 * | 58 | face image type, data type, u8 each | 1, 0 (JPEG) |
 * | 60 | width u16, height u16, sampling rate u8, post-processing u16, cross-reference u8, colour space u8 | 0, 0, 0, 1 (sRGB) |
 * | 69 | length of the image, u32 | |
 * | 73 | image | JPEG |
 *
 * MOSIP asks registration captures for lossless JPEG 2000; JPEG here is a deliberate deviation: it is what the search needs.
 */
export function faceRecord(view: FaceView): Uint8Array {
  const record = Buffer.alloc(headerBytes + view.image.length);
  record.write('FAC\x00030\x00', 0, 'latin1');
  record.writeUInt32BE(record.length, 8);
  record.writeUInt16BE(1, 12);
  record.writeUInt32BE(record.length - representationAt, representationAt);
  writeDateTime(record, 21, view.capturedAtMs);
  record[35] = 1;
  record[36] = view.quality;
  record[58] = 1;
  record[59] = view.dataType;
  record.writeUInt16BE(view.width, 60);
  record.writeUInt16BE(view.height, 62);
  record[68] = 1;
  record.writeUInt32BE(view.image.length, 69);
  record.set(view.image, headerBytes);
  return record;
}
