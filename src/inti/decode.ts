import { FS, GS, RS, textOf, US } from './bytes.ts';
import { type4HeaderBytes } from './encode.ts';
import { dataField, type Field, type IntiRecord, type TaggedRecord } from './records.ts';
import type { Finding } from './types.ts';

/** Limits before anything is believed. */
export const fileBytesMax = 4 << 20;
export const recordsMax = 32;
export const fieldsMax = 200;

/** What CNT says of one record. */
export interface ContentEntry {
  type: number;
  idc: number;
}

/** A file as far as it could be read; `findings` says where it could not. */
export interface DecodedFile {
  records: IntiRecord[];
  /** 1.003 CNT without its first subfield. */
  content: ContentEntry[];
  findings: Finding[];
}

/** ERM codes used for broken structure. */
const notNumeric = 108;
const wrongItem = 115;
const brokenData = 117;
const unknownType = 102;

const knownTypes = [2, 4, 10, 14];

/** Whether the bytes begin as a Type-1 record does; anything else is no INT-I file at all. */
export function isIntiFile(bytes: Uint8Array): boolean {
  return /^1\.0?01:/.test(textOf(bytes.subarray(0, 6)));
}

/**
 * Decodes a file of the traditional encoding. Records are cut by their LEN, never by searching, since image data may hold any byte;
 * binary records are known only through CNT. Never throws; stops at the first record whose end is unknown.
 */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  const file: DecodedFile = { records: [], content: [], findings: [] };
  const fault = (code: number, idc: number, field: string, text: string): void => void file.findings.push({ code, idc, field, text });
  if (bytes.length > fileBytesMax) {
    fault(brokenData, -1, '1.001', `FILE LONGER THAN ${fileBytesMax} BYTES`);
    return file;
  }
  const first = decodeTagged(bytes, 0, 1, -1, file.findings);
  if (!first) return file;
  file.records.push(first.record);
  file.content = decodeContent(first.record, file.findings);
  let at = first.end;
  for (const entry of file.content) {
    if (at >= bytes.length) {
      fault(wrongItem, -1, '1.003', `RECORD OF TYPE ${entry.type} IDC ${entry.idc} IS MISSING`);
      continue;
    }
    const next = entry.type === 4 ? decodeType4(bytes, at, entry.idc, file.findings) : decodeTagged(bytes, at, entry.type, entry.idc, file.findings);
    if (!next) return file;
    file.records.push(next.record);
    at = next.end;
  }
  if (at < bytes.length) fault(brokenData, -1, '1.001', `${bytes.length - at} BYTES BEHIND THE LAST RECORD`);
  return file;
}

interface Decoded {
  record: IntiRecord;
  end: number;
}

function decodeTagged(bytes: Uint8Array, start: number, type: number, idc: number, findings: Finding[]): (Decoded & { record: TaggedRecord }) | null {
  const fault = (code: number, field: string, text: string): null => {
    findings.push({ code, idc, field, text });
    return null;
  };
  const lenField = `${type}.001`;
  const head = /^(\d{1,2})\.0?01:([^\x1c\x1d]{0,12})/.exec(textOf(bytes.subarray(start, start + 24)));
  if (!head) return fault(brokenData, lenField, 'RECORD DOES NOT BEGIN WITH ITS LENGTH');
  if (Number(head[1]) !== type) return fault(wrongItem, '1.003', `CONTENT SAYS TYPE ${type}, RECORD IS OF TYPE ${head[1]}`);
  if (!/^\d+$/.test(head[2]!)) return fault(notNumeric, lenField, 'LENGTH IS NOT A NUMBER');
  const end = start + Number(head[2]);
  if (end > bytes.length) return fault(brokenData, lenField, 'LENGTH REACHES BEHIND THE FILE');
  if (end <= start + head[0].length || bytes[end - 1] !== FS) return fault(brokenData, lenField, 'LENGTH DOES NOT END ON A FILE SEPARATOR');
  const fields = decodeFields(bytes, start + head[0].length, end - 1, type, idc, findings);
  return fields && { record: { type, fields }, end };
}

/** Fields between `at` (their first GS) and `end`; image data (999) runs to the end whatever it holds. */
function decodeFields(bytes: Uint8Array, start: number, end: number, type: number, idc: number, findings: Finding[]): Field[] | null {
  const fields: Field[] = [];
  let at = start;
  while (at < end) {
    if (fields.length >= fieldsMax) {
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

/** CNT tells type and IDC of every record behind Type-1. Entries of types that are not read end the list: where such a record ends is not known. */
function decodeContent(type1: TaggedRecord, findings: Finding[]): ContentEntry[] {
  const value = type1.fields.find((candidate) => candidate.number === 3)?.value;
  if (!value) return [];
  const fault = (code: number, text: string): void => void findings.push({ code, idc: -1, field: '1.003', text });
  const [head, ...entries] = textOf(value).split(String.fromCharCode(RS)).map((part) => part.split(String.fromCharCode(US)));
  if (!head!.every((item) => /^\d+$/.test(item)) || head!.length !== 2 || Number(head![0]) !== 1) fault(notNumeric, 'FIRST SUBFIELD IS NOT 1 AND A COUNT');
  else if (Number(head![1]) !== entries.length) fault(wrongItem, `COUNT ${head![1]}, ${entries.length} RECORDS LISTED`);
  if (entries.length >= recordsMax) {
    fault(brokenData, `MORE THAN ${recordsMax} RECORDS`);
    return [];
  }
  const listed: ContentEntry[] = [];
  for (const [type, idc, ...more] of entries) {
    if (!/^\d+$/.test(type ?? '') || !/^\d+$/.test(idc ?? '') || more.length > 0) {
      fault(notNumeric, 'SUBFIELD IS NOT A TYPE AND AN IDC');
      return listed;
    }
    if (!knownTypes.includes(Number(type))) {
      fault(unknownType, `RECORDS OF TYPE ${type} ARE NOT READ`);
      return listed;
    }
    listed.push({ type: Number(type), idc: Number(idc) });
  }
  if (new Set(listed.map(({ idc }) => idc)).size !== listed.length) fault(wrongItem, 'AN IDC IS THERE TWICE');
  return listed;
}
