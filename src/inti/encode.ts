import { bytesOf, FS, GS, RS, US } from './bytes.ts';
import { isType4, type IntiRecord, type TaggedRecord, type Type4Record } from './records.ts';

/** Encodes records in order. Type-1's CNT must be among its fields already; see `content`. */
export function encodeFile(records: readonly IntiRecord[]): Uint8Array {
  return Buffer.concat(records.flatMap((record) => (isType4(record) ? type4Parts(record) : taggedParts(record))));
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

/** An image is many times the rest of its file: it is copied once, into the file. */
function taggedParts(record: TaggedRecord): Uint8Array[] {
  const rest = [...record.fields.flatMap(({ number, value }) => [bytesOf(group + tag(record.type, number)), value]), Uint8Array.of(FS)];
  const length = recordLength(record.type, rest.reduce((sum, part) => sum + part.length, 0));
  return [bytesOf(`${tag(record.type, 1)}${length}`), ...rest];
}

const group = String.fromCharCode(GS);

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

function type4Parts(record: Type4Record): Uint8Array[] {
  const header = new Uint8Array(type4HeaderBytes);
  const view = new DataView(header.buffer);
  view.setUint32(0, header.length + record.data.length);
  header[4] = record.idc;
  header[5] = record.impressionType;
  header.fill(255, 6, 12).set(record.positions.slice(0, 6), 6);
  header[12] = record.scanningResolution;
  view.setUint16(13, record.width);
  view.setUint16(15, record.height);
  header[17] = record.compression;
  return [header, record.data];
}

/** Bytes before a Type-4 image. */
export const type4HeaderBytes = 18;
