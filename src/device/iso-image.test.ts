import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { readIsoImage } from './iso-image.ts';
import { faceRecord, fingerRecord } from './testing/iso-records.ts';

const image = Buffer.from('image bytes');

test('readIsoImage() reads a finger and a face', () => {
  expect(readIsoImage(fingerRecord(400, 500, image))).toEqual({ kind: 'finger', width: 400, height: 500, bytes: image });
  expect(readIsoImage(faceRecord(480, 640, image))).toEqual({ kind: 'face', width: 480, height: 640, bytes: image });
});

test('readIsoImage() steps over a certification count and more quality blocks', () => {
  const plain = fingerRecord(400, 500, image);
  const longer = Buffer.concat([plain.subarray(0, 40), Buffer.alloc(5), Buffer.from([0]), plain.subarray(40)]);
  longer.writeUInt32BE(longer.length, 8);
  longer.writeUInt8(1, 14);
  longer.writeUInt8(2, 34);
  expect(readIsoImage(longer)).toEqual({ kind: 'finger', width: 400, height: 500, bytes: image });
});

test('readIsoImage() refuses what it cannot hold', () => {
  const refusals: [string, Buffer][] = [
    ['neither FIR 020 nor FAC 030', Buffer.from('FIR\x00010\x00')],
    ['ends at 8, needs 35 bytes', Buffer.from('FIR\x00020\x00', 'latin1')],
    ['total length says 73, the record has 74', Buffer.concat([fingerRecord(400, 500, image), Buffer.alloc(1)])],
    ['9000 x 9000 pixels', fingerRecord(9000, 9000, image)],
    ['finger compression 5, expected 2', edited(fingerRecord(400, 500, image), 52, 5)],
    ['image of 255 bytes at 62 in a record of 73', edited(fingerRecord(400, 500, image), 61, 255)],
  ];
  for (const [reason, record] of refusals) expect(() => readIsoImage(record)).toThrow(reason);
});

test('readIsoImage() meets any bytes with an AppError or an image inside the record', () => {
  const records = [fingerRecord(400, 500, image), faceRecord(480, 640, image)];
  fc.assert(fc.property(fc.constantFrom(...records), fc.array(fc.tuple(fc.nat(100), fc.nat(255)), { maxLength: 8 }), fc.nat(100), (record, edits, cut) => {
    const hostile = Buffer.from(record.subarray(0, cut > 90 ? record.length : cut));
    for (const [at, value] of edits) if (at < hostile.length) hostile[at] = value;
    try {
      expect(readIsoImage(hostile).bytes.length).toBeLessThanOrEqual(hostile.length);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  }));
});

function edited(record: Buffer, at: number, value: number): Buffer {
  record.writeUInt8(value, at);
  return record;
}
