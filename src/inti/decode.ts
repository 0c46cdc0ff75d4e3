import { FS, GS, RS, textOf, US } from './bytes.ts';
import { type4HeaderBytes } from './encode.ts';
import { fieldBytes } from './fields.ts';
import { dataField, type Field, type IntiRecord, type TaggedRecord } from './records.ts';
import type { Finding } from './types.ts';

/** Limits before anything is believed: bytes of a file, records of a file and fields of a record, the first of each among them. */
export const fileBytesMax = 4 << 20;
export const recordsMax = 32;
export const fieldsMax = 200;

/** Longest 1.003 CNT that is looked at, bytes: 32 subfields of a type and an IDC, with leading zeros to spare. */
const contentBytesMax = 512;

/** What CNT says of one record. */
interface ContentEntry {
  type: number;
  idc: number;
}

/** A file as far as it could be read; `findings` says where it could not. */
export interface DecodedFile {
  records: IntiRecord[];
  /** 1.003 CNT without its first subfield. */
  content: ContentEntry[];
  /** Every record that there is was read. */
  whole: boolean;
  findings: Finding[];
}

/** ERM codes used for broken structure. */
const notNumeric = 108;
const wrongItem = 115;
const brokenData = 117;
const unknownType = 102;

/** Begin of a tagged record: type, and LEN as it is written. A binary record begins with 00, since its LEN has four bytes and files are small. */
const tagged = /^(\d{1,2})\.0?01:([^\x1c\x1d]{0,12})/;

const knownTypes = [2, 4, 10, 14];
const idcMax = 99;

/** Whether the bytes begin as a Type-1 record does; anything else is no INT-I file at all. */
export function isIntiFile(bytes: Uint8Array): boolean {
  return /^1\.0?01:/.test(textOf(bytes.subarray(0, 6)));
}

/**
 * Decodes a file of the traditional encoding. Records are cut by their LEN, never by searching, since image data may hold any byte;
 * binary records are known only through CNT. Never throws; stops at the first record whose end is unknown.
 */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  const file: DecodedFile = { records: [], content: [], whole: false, findings: [] };
  const fault = (code: number, idc: number, field: string, text: string): void => void file.findings.push({ code, idc, field, text });
  if (bytes.length > fileBytesMax) {
    fault(brokenData, -1, '1.001', `FILE LONGER THAN ${fileBytesMax} BYTES`);
    return file;
  }
  const first = decodeTagged(bytes, 0, 1, -1, file.findings);
  if (!first) return file;
  file.records.push(first.record);
  const { listed, complete } = decodeContent(first.record, file.findings);
  file.content = listed;
  let at = first.end;
  for (const entry of listed) {
    if (at >= bytes.length) {
      fault(wrongItem, -1, '1.003', `RECORD OF TYPE ${entry.type} IDC ${entry.idc} IS MISSING`);
      continue;
    }
    const next = entry.type === 4 ? decodeType4(bytes, at, entry.idc, file.findings) : decodeTagged(bytes, at, entry.type, entry.idc, file.findings);
    if (!next) return file;
    file.records.push(next.record);
    at = next.end;
  }
  if (complete && at < bytes.length) fault(brokenData, -1, '1.001', `${bytes.length - at} BYTES BEHIND THE LAST RECORD`);
  file.whole = complete && at === bytes.length && file.records.length === listed.length + 1;
  return file;
}

interface Decoded {
  record: IntiRecord;
  end: number;
}

function decodeTagged(bytes: Uint8Array, start: number, type: number, idc: number, findings: Finding[]): (Decoded & { record: TaggedRecord }) | null {
  const fault = (code: number, text: string): null => {
    findings.push({ code, idc, field: `${type}.001`, text });
    return null;
  };
  if (bytes[start] === 0) return otherThanListed({ type, idc }, 'BINARY', findings);
  const head = tagged.exec(textOf(bytes.subarray(start, start + 24)));
  if (!head) return fault(brokenData, 'RECORD DOES NOT BEGIN WITH ITS LENGTH');
  if (Number(head[1]) !== type) return otherThanListed({ type, idc }, `OF TYPE ${head[1]}`, findings);
  if (!/^\d+$/.test(head[2]!)) return fault(notNumeric, 'LENGTH IS NOT A NUMBER');
  const end = start + Number(head[2]);
  if (end > bytes.length) return fault(brokenData, 'LENGTH REACHES BEHIND THE FILE');
  if (end <= start + head[0].length || bytes[end - 1] !== FS) return fault(brokenData, 'LENGTH DOES NOT END ON A FILE SEPARATOR');
  const fields = decodeFields(bytes, start + head[0].length, end - 1, type, idc, findings);
  return fields && { record: { type, fields }, end };
}

/** Fields between `at` (their first GS) and `end`; image data (999) runs to the end whatever it holds. */
function decodeFields(bytes: Uint8Array, start: number, end: number, type: number, idc: number, findings: Finding[]): Field[] | null {
  const fields: Field[] = [];
  let at = start;
  while (at < end) {
    if (fields.length + 1 >= fieldsMax) {
      findings.push({ code: brokenData, idc, field: `${type}.001`, text: `MORE THAN ${fieldsMax} FIELDS` });
      return null;
    }
    const tag = bytes[at] === GS ? /^(\d{1,2})\.(\d{1,9}):/.exec(textOf(bytes.subarray(at + 1, Math.min(end, at + 16)))) : null;
    if (!tag || Number(tag[1]) !== type) {
      findings.push({ code: brokenData, idc, field: `${type}.001`, text: `NO FIELD OF TYPE ${type} AT BYTE ${at - start}` });
      return null;
    }
    const number = Number(tag[2]);
    const from = at + 1 + tag[0].length;
    const separator = number === dataField ? -1 : bytes.subarray(from, end).indexOf(GS);
    const to = separator < 0 ? end : from + separator;
    fields.push({ number, value: bytes.subarray(from, to) });
    at = to;
  }
  return fields;
}

function decodeType4(bytes: Uint8Array, start: number, idc: number, findings: Finding[]): Decoded | null {
  const fault = (text: string): null => {
    findings.push({ code: brokenData, idc, field: '4.001', text });
    return null;
  };
  const other = tagged.exec(textOf(bytes.subarray(start, start + 24)));
  if (other) return otherThanListed({ type: 4, idc }, `OF TYPE ${other[1]}`, findings);
  if (bytes.length - start <= type4HeaderBytes) return fault('RECORD SHORTER THAN ITS HEADER AND ONE BYTE');
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const length = view.getUint32(0);
  if (length <= type4HeaderBytes) return fault('RECORD SHORTER THAN ITS HEADER AND ONE BYTE');
  if (start + length > bytes.length) return fault('LENGTH REACHES BEHIND THE FILE');
  return {
    record: {
      type: 4,
      idc: view.getUint8(4),
      impressionType: view.getUint8(5),
      positions: [...bytes.subarray(start + 6, start + 12)],
      scanningResolution: view.getUint8(12),
      width: view.getUint16(13),
      height: view.getUint16(15),
      compression: view.getUint8(17),
      data: bytes.subarray(start + type4HeaderBytes, start + length),
    },
    end: start + length,
  };
}

function otherThanListed({ type, idc }: ContentEntry, is: string, findings: Finding[]): null {
  findings.push({ code: wrongItem, idc: -1, field: '1.003', text: `CONTENT SAYS TYPE ${type} IDC ${idc}, RECORD IS ${is}` });
  return null;
}

interface Content {
  listed: ContentEntry[];
  /** False: the list ends before its last record, whose end is then not known. */
  complete: boolean;
}

/** CNT tells type and IDC of every record behind Type-1. The list ends at a type that is not read. */
function decodeContent(type1: TaggedRecord, findings: Finding[]): Content {
  const value = fieldBytes(type1, 3);
  const listed: ContentEntry[] = [];
  if (value.length === 0) return { listed, complete: false };
  const fault = (code: number, text: string): Content => {
    findings.push({ code, idc: -1, field: '1.003', text });
    return { listed, complete: false };
  };
  if (value.length > contentBytesMax) return fault(brokenData, `MORE THAN ${contentBytesMax} BYTES`);
  const [head, ...entries] = textOf(value).split(String.fromCharCode(RS)).map((part) => part.split(String.fromCharCode(US)));
  if (head!.length !== 2 || !head!.every(isShortNumber) || Number(head![0]) !== 1) fault(notNumeric, 'FIRST SUBFIELD IS NOT 1 AND A COUNT');
  else if (Number(head![1]) !== entries.length) fault(wrongItem, `COUNT ${head![1]}, ${entries.length} RECORDS LISTED`);
  if (entries.length >= recordsMax) return fault(brokenData, `MORE THAN ${recordsMax} RECORDS`);
  for (const entry of entries) {
    if (entry.length !== 2 || !entry.every(isShortNumber)) return fault(notNumeric, 'SUBFIELD IS NOT A TYPE AND AN IDC');
    const [type, idc] = entry.map(Number) as [number, number];
    if (!knownTypes.includes(type)) return fault(unknownType, `RECORDS OF TYPE ${type} ARE NOT READ`);
    if (idc > idcMax) fault(wrongItem, `IDC ${idc} IS NOT 00 TO ${idcMax}`);
    listed.push({ type, idc });
  }
  if (new Set(listed.map(({ idc }) => idc)).size !== listed.length) fault(wrongItem, 'AN IDC IS THERE TWICE');
  return { listed, complete: true };
}

/** Whether an item is a number of at most four digits, leading zeros among them. */
function isShortNumber(item: string): boolean {
  return /^\d{1,4}$/.test(item);
}
