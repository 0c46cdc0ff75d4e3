import { AppError } from '../core/errors.ts';
import { bytesOf } from './bytes.ts';
import { formatDate, parseGmt } from './dates.ts';
import { decodeFile, isIntiFile, type DecodedFile } from './decode.ts';
import { content, encodeFile, field } from './encode.ts';
import { fieldBytes, fieldNumber, fieldText } from './fields.ts';
import { dataField, isType4, type IntiRecord, type TaggedRecord } from './records.ts';
import { resolution, type1Record, type2Record } from './standard-records.ts';
import type { FaceImage, FingerImage, Finding, Search } from './types.ts';
import { readableOri, readableTcn, validateSearch, type Rules } from './validate.ts';

/**
 * Encodes a search: Type-1, Type-2, one record a finger (Type-4, or Type-14 where asked), one Type-10 for the face.
 * Type-4 carries WSQ20 at 500 ppi; IDCs count up from 00.
 */
export function encodeSearch(search: Search, { fingerRecord = 4 }: { fingerRecord?: 4 | 14 } = {}): Uint8Array {
  const images: IntiRecord[] = [
    ...search.fingers.map((finger, k) => (fingerRecord === 4 ? type4Record(finger, k + 1) : type14Record(finger, k + 1, search))),
    ...(search.face ? [type10Record(search.face, search.fingers.length + 1, search)] : []),
  ];
  const listed = content([{ type: 2, idc: 0 }, ...images.map((image, k) => ({ type: image.type, idc: k + 1 }))]);
  const { tot, tcn, ori, dai, priority, atMs } = search;
  const density = fingerRecord === 4 && search.fingers.length > 0 ? resolution.native : resolution.none;
  return encodeFile([type1Record({ content: listed, tot, tcn, tcr: null, ori, dai, priority, atMs, density }), type2Record([]), ...images]);
}

/** What a receiver makes of a file: the search, or why it is refused. */
export type ReadSearch = { search: Search } | { refused: Finding[]; tcr: string; ori: string | null };

/**
 * Reads and validates a search. Images are sub-arrays of `bytes`.
 * @throws AppError INTI_NOT_A_FILE when the bytes are no INT-I file at all
 */
export function readSearch(bytes: Uint8Array, rules: Rules): ReadSearch {
  if (!isIntiFile(bytes)) throw new AppError('INTI_NOT_A_FILE', { bytes: bytes.length });
  const file = decodeFile(bytes);
  const findings = validateSearch(file, rules);
  if (findings.length > 0) return { refused: findings, tcr: readableTcn(file), ori: readableOri(file) };
  return { search: toSearch(file) };
}

/** Only for files that passed validation: every field it reads is there. */
function toSearch(file: DecodedFile): Search {
  const type1 = file.records[0] as TaggedRecord;
  const text = (number: number): string => fieldText(type1, number)!;
  return {
    tot: text(4) as Search['tot'],
    tcn: text(9),
    ori: text(8),
    dai: text(7),
    priority: Number(text(6)),
    atMs: parseGmt(text(14))!,
    fingers: file.records.flatMap((record) => (isType4(record) || record.type === 14 ? [toFinger(record)] : [])),
    face: file.records.flatMap((record) => (record.type === 10 ? [toFace(record as TaggedRecord)] : []))[0] ?? null,
  };
}

function toFinger(record: IntiRecord): FingerImage {
  if (isType4(record)) return { fgp: record.positions[0]!, impressionType: record.impressionType, width: record.width, height: record.height, wsq: record.data };
  return { fgp: fieldNumber(record, 13)!, impressionType: fieldNumber(record, 3)!, width: fieldNumber(record, 6)!, height: fieldNumber(record, 7)!, wsq: fieldBytes(record, dataField) };
}

function toFace(record: TaggedRecord): FaceImage {
  return { width: fieldNumber(record, 6)!, height: fieldNumber(record, 7)!, jpeg: fieldBytes(record, dataField) };
}

function type4Record({ fgp, impressionType, width, height, wsq }: FingerImage, idc: number): IntiRecord {
  return { type: 4, idc, impressionType, positions: [fgp], scanningResolution: 0, width, height, compression: 1, data: wsq };
}

function type14Record({ fgp, impressionType, width, height, wsq }: FingerImage, idc: number, { ori, atMs }: Search): TaggedRecord {
  const texts = [twoDigits(idc), String(impressionType), ori, formatDate(atMs), String(width), String(height), '1', '500', '500', 'WSQ20', '8', String(fgp)];
  return { type: 14, fields: [...texts.map((text, k) => field(k + 2, text)), { number: dataField, value: wsq }] };
}

function type10Record({ width, height, jpeg }: FaceImage, idc: number, { ori, atMs }: Search): TaggedRecord {
  const texts = [twoDigits(idc), 'FACE', ori, formatDate(atMs), String(width), String(height), '0', '1', '1', 'JPEGB', 'YCC'];
  return { type: 10, fields: [...texts.map((text, k) => field(k + 2, text)), { number: 20, value: bytesOf('F') }, { number: dataField, value: jpeg }] };
}

function twoDigits(idc: number): string {
  return String(idc).padStart(2, '0');
}
