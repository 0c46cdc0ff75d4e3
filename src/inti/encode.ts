import { bytesOf, concat, FS, GS, RS, US } from './bytes.ts';
import { isType4, type IntiRecord, type TaggedRecord, type Type4Record } from './records.ts';

/** Encodes records in order. Type-1's CNT must be among its fields already; see `content`. */
export function encodeFile(records: readonly IntiRecord[]): Uint8Array {
  return concat(records.map((record) => (isType4(record) ? encodeType4(record) : encodeTagged(record))));
}

/** Field 1.003 CNT of the records behind Type-1: `1 US n`, then `type US IDC` of each in file order. */
export function content(records: readonly { type: number; idc: number }[]): string {
  const unit = String.fromCharCode(US);
  return [`1${unit}${records.length}`, ...records.map(({ type, idc }) => `${type}${unit}${String(idc).padStart(2, '0')}`)].join(String.fromCharCode(RS));
}

/** A field from text. */
export function field(number: number, text: string): TaggedRecord['fields'][number] {
  return { number, value: bytesOf(text) };
}

function encodeTagged(record: TaggedRecord): Uint8Array {
  const rest = concat(record.fields.map(({ number, value }) => concat([Uint8Array.of(GS), bytesOf(tag(record.type, number)), value])));
  const head = bytesOf(`${tag(record.type, 1)}${recordLength(record.type, rest.length + 1)}`);
  return concat([head, rest, Uint8Array.of(FS)]);
}

function tag(type: number, number: number): string {
  return `${type}.${String(number).padStart(3, '0')}:`;
}

/** LEN counts its own digits: the length that has as many digits as were counted for it. */
export function recordLength(type: number, restBytes: number): number {
  const withoutDigits = tag(type, 1).length + restBytes;
  let digits = 1;
  while (String(withoutDigits + digits).length > digits) digits += 1;
  return withoutDigits + digits;
}

function encodeType4(record: Type4Record): Uint8Array {
  const bytes = new Uint8Array(type4HeaderBytes + record.data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length);
  bytes[4] = record.idc;
  bytes[5] = record.impressionType;
  bytes.fill(255, 6, 12).set(record.positions.slice(0, 6), 6);
  bytes[12] = record.scanningResolution;
  view.setUint16(13, record.width);
  view.setUint16(15, record.height);
  bytes[17] = record.compression;
  bytes.set(record.data, type4HeaderBytes);
  return bytes;
}

/** Bytes before a Type-4 image. */
export const type4HeaderBytes = 18;
