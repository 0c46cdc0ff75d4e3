import { expect, test } from 'vitest';
import { faceRecord } from './face-record.ts';
import { fingerRecord } from './finger-record.ts';

const image = Uint8Array.of(9, 8, 7);
const shared = { width: 400, height: 513, quality: 77, capturedAtMs: Date.UTC(2026, 5, 30, 23, 59, 58, 765), image };
/** 2026 = 0x07ea, 765 ms = 0x02fd. */
const dateTime = '07ea 06 1e 17 3b 3a 02fd';

test('fingerRecord() lays out ISO/IEC 19794-4:2011 byte by byte', () => {
  expect(hex(fingerRecord({ ...shared, fgp: 7, compression: 2 }))).toBe(plain(`
    46495200 30323000 00000041 0001 00 01
    00000031 ${dateTime} 00 0000 0000
    01 4d 0000 0000
    07 00 01 01f4 01f4 01f4 01f4 08 02 00 0190 0201 00000003
    090807`));
});

test('faceRecord() lays out ISO/IEC 19794-5:2011 byte by byte', () => {
  expect(hex(faceRecord({ ...shared, dataType: 0 }))).toBe(plain(`
    46414300 30333000 0000004c 0001 00 0000
    0000003b ${dateTime} 00 0000 0000
    01 4d 0000 0000
    0000 00 00 00 00 000000 0000 000000 000000
    01 00 0190 0201 00 0000 00 01 00000003
    090807`));
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function plain(text: string): string {
  return text.replace(/\s/g, '');
}
