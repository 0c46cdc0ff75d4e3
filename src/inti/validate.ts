import { parseTcn } from '../core/tcn.ts';
import { textOf } from './bytes.ts';
import { isDate, parseGmt } from './dates.ts';
import type { DecodedFile } from './decode.ts';
import { fieldBytes, fieldNumber, fieldText } from './fields.ts';
import { jpegSize, wsqSize, type ImageSize } from './image-size.ts';
import { dataField, isType4, type TaggedRecord, type Type4Record } from './records.ts';
import type { Finding, SearchTot } from './types.ts';

/** What a receiver insists on. */
export interface Rules {
  /** 1.013, items joined by US. */
  dom: string;
  /** 1.002. */
  ver: string;
  /** 2.003. */
  sys: string;
  /** Accept any check letter in 1.009. */
  lenientTcn: boolean;
  /** Searches that the originator may ask. */
  tots: readonly SearchTot[];
}

/** INT-I 4.22 on ANSI/NIST-ITL 1-2000. */
export const defaultRules: Rules = { dom: 'INT-I\u001f4.22', ver: '0300', sys: '0422', lenientTcn: false, tots: ['NPS', 'NPP'] };

/** ERM codes (Council Decision 2008/616/JHA, Annex ch. 2). */
const codes = { unauthorised: 3, missing: 101, twice: 104, notNumber: 108, tooBig: 110, character: 111, date: 112, item: 115, transaction: 116, data: 117, tcn: 201, printsMissing: 502, sequence: 503 };

const mandatory: Record<number, number[]> = {
  1: [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14],
  2: [2, 3],
  10: [2, 3, 6, 7, 8, 9, 10, 11, 12, dataField],
  14: [2, 3, 6, 7, 8, 9, 10, 11, 12, 13, dataField],
};

/** Largest image of a finger position, mm (w x h), INT-I 4.22 Type-4; 500 ppi are 19.69 px/mm. */
const fingerMm: [number, number][] = [[40, 40], [45, 40], [40, 40], [40, 40], [40, 40], [33, 40], [45, 40], [40, 40], [40, 40], [40, 40], [33, 40], [30, 55], [30, 55], [70, 65], [70, 65]];
const pxPerMm = 500 / 25.4;
const pixelsMax = 4_000_000;

/** Names of the same compression in different releases. */
const wsqNames = ['WSQ20', 'WSQ'];
const jpegNames = ['JPEGB'];
const wsqCode = 1;
const impressionMax = 9;
const fingerMax = 14;

const printSearches = ['NPS', 'CPS'];
const photoSearches = ['NPP', 'CPP'];

/** Whether a transaction is a search of INT-I by whole prints or photos; latents and upkeep are not. */
export function isSearchTot(tot: string | null | undefined): tot is SearchTot {
  return [...printSearches, ...photoSearches].includes(tot ?? '');
}

type Find = (code: number, idc: number, field: string, text: string) => void;

/** Checks a search file against INT-I 4.22 and the receiver's rules. All findings at once, those of the decoder among them. */
export function validateSearch(file: DecodedFile, rules: Rules): Finding[] {
  const findings = [...file.findings];
  const find: Find = (code, idc, field, text) => void findings.push({ code, idc, field, text });
  const [type1, ...rest] = file.records;
  if (!type1 || isType4(type1)) return findings;
  const hasCharset = fieldBytes(type1, 15).length > 0;
  checkFields(type1, -1, hasCharset, find);
  checkType1(type1, rules, find);
  rest.forEach((record, k) => {
    const { idc } = file.content[k]!;
    if (isType4(record)) checkType4(record, idc, find);
    else {
      checkFields(record, idc, hasCharset, find);
      if (record.type === 2) checkType2(record, idc, rules, find);
      if (record.type === 10) checkFace(record, idc, find);
      if (record.type === 14) checkFinger(record, idc, find);
    }
  });
  if (file.whole) checkHand(file, find);
  return findings;
}

/** @param hasCharset the file names a character set of its own (1.015 DCS); without it text is 7-bit ASCII */
function checkFields(record: TaggedRecord, idc: number, hasCharset: boolean, find: Find): void {
  const name = (number: number): string => `${record.type}.${String(number).padStart(3, '0')}`;
  for (const number of mandatory[record.type]!) {
    const found = record.fields.filter((field) => field.number === number);
    if (found.length === 0 || found[0]!.value.length === 0) find(codes.missing, idc, name(number), 'MANDATORY FIELD MISSING');
  }
  const numbers = [1, ...record.fields.map((field) => field.number)];
  for (const number of new Set(numbers.filter((candidate, k) => numbers.indexOf(candidate) !== k))) find(codes.twice, idc, name(number), 'FIELD IS THERE TWICE');
  for (const field of record.fields) {
    if (field.number !== dataField && !hasCharset && field.value.some((byte) => byte > 0x7e)) find(codes.character, idc, name(field.number), 'CHARACTER OUTSIDE 7-BIT ASCII');
  }
  if (record.type !== 1) {
    const own = checkNumber(record, 2, idc, find);
    if (own !== null && own !== idc) find(codes.item, idc, name(2), `CONTENT SAYS IDC ${idc}, RECORD SAYS ${own}`);
  }
}

function checkType1(record: TaggedRecord, rules: Rules, find: Find): void {
  const text = (number: number): string => fieldText(record, number) ?? '';
  const present = (number: number): boolean => text(number) !== '';
  const insist = (number: number, wanted: string): void => {
    if (present(number) && text(number) !== wanted) find(codes.item, -1, `1.${String(number).padStart(3, '0')}`, `${printable(text(number))} IS NOT ${printable(wanted)}`);
  };
  insist(2, rules.ver);
  insist(13, rules.dom);
  const tot = text(4);
  if (present(4) && !isSearchTot(tot)) find(codes.transaction, -1, '1.004', `TRANSACTION ${printable(tot)} IS NOT ANSWERED`);
  else if (isSearchTot(tot) && !rules.tots.includes(tot)) find(codes.unauthorised, -1, '1.004', `TRANSACTION ${tot} IS NOT ALLOWED`);
  if (present(5) && !isDate(text(5))) find(codes.date, -1, '1.005', 'NO SUCH DATE');
  if (present(14) && parseGmt(text(14)) === null) find(codes.date, -1, '1.014', 'NO SUCH TIME');
  if (present(6) && !/^[1-9]$/.test(text(6))) find(codes.item, -1, '1.006', 'PRIORITY IS NOT 1 TO 9');
  if (present(9) && parseTcn(text(9), rules.lenientTcn) === null) find(codes.tcn, -1, '1.009', parseTcn(text(9), true) ? 'WRONG CONTROL CHARACTER' : 'NOT OF THE FORM YYSSSSSSSSA');
  for (const number of [7, 8]) {
    if (present(number) && !/^[A-Z]{2}\/[\x21-\x7e]{1,29}$/.test(text(number))) find(codes.item, -1, `1.00${number}`, 'NOT OF THE FORM CC/AGENCY');
  }
}

function checkType2(record: TaggedRecord, idc: number, rules: Rules, find: Find): void {
  const sys = fieldText(record, 3);
  if (sys && sys !== rules.sys) find(codes.item, idc, '2.003', `${printable(sys)} IS NOT ${rules.sys}`);
}

function checkType4(record: Type4Record, idc: number, find: Find): void {
  if (record.idc !== idc) find(codes.item, idc, '4.002', `CONTENT SAYS IDC ${idc}, RECORD SAYS ${record.idc}`);
  if (record.compression !== wsqCode) find(codes.item, idc, '4.008', `COMPRESSION ${record.compression} IS NOT WSQ20`);
  checkImpression(record.impressionType, idc, '4.003', find);
  checkPosition(record.positions[0]!, record, idc, '4.004', find);
  checkImage(record.data, 'WSQ', record, idc, '4.009', find);
}

function checkFinger(record: TaggedRecord, idc: number, find: Find): void {
  const size = checkSize(record, idc, find);
  const [date, cga] = [5, 11].map((number) => fieldText(record, number));
  if (date && !isDate(date)) find(codes.date, idc, '14.005', 'NO SUCH DATE');
  if (cga && !wsqNames.includes(cga)) find(codes.item, idc, '14.011', `COMPRESSION ${printable(cga)} IS NOT WSQ20`);
  const [impression, position] = [3, 13].map((number) => checkNumber(record, number, idc, find)) as [number | null, number | null];
  if (impression !== null) checkImpression(impression, idc, '14.003', find);
  if (position !== null) checkPosition(position, size, idc, '14.013', find);
  if (size) checkImage(fieldBytes(record, dataField), 'WSQ', size, idc, '14.999', find);
}

function checkFace(record: TaggedRecord, idc: number, find: Find): void {
  const size = checkSize(record, idc, find);
  const [imt, date, cga] = [3, 5, 11].map((number) => fieldText(record, number));
  if (imt && imt !== 'FACE') find(codes.item, idc, '10.003', `${printable(imt)} IS NOT FACE`);
  if (date && !isDate(date)) find(codes.date, idc, '10.005', 'NO SUCH DATE');
  if (cga && !jpegNames.includes(cga)) find(codes.item, idc, '10.011', `COMPRESSION ${printable(cga)} IS NOT JPEGB`);
  if (size) checkImage(fieldBytes(record, dataField), 'JPEG', size, idc, '10.999', find);
}

/** HLL and VLL (006, 007), where both are numbers. */
function checkSize(record: TaggedRecord, idc: number, find: Find): ImageSize | null {
  const [width, height] = [6, 7].map((number) => checkNumber(record, number, idc, find)) as [number | null, number | null];
  return width === null || height === null ? null : { width, height };
}

/** The number in a field; null where it is missing, which is another finding, or none. */
function checkNumber(record: TaggedRecord, number: number, idc: number, find: Find): number | null {
  const value = fieldNumber(record, number);
  if (value === null && fieldText(record, number)) find(codes.notNumber, idc, `${record.type}.${String(number).padStart(3, '0')}`, 'NOT A NUMBER');
  return value;
}

function checkImpression(impression: number, idc: number, field: string, find: Find): void {
  if (impression > impressionMax) find(codes.item, idc, field, `IMPRESSION TYPE ${impression}`);
}

function checkPosition(position: number, size: ImageSize | null, idc: number, field: string, find: Find): void {
  if (position > fingerMax) return find(codes.item, idc, field, `FINGER POSITION ${position}`);
  const [widthMm, heightMm] = fingerMm[position]!;
  const largest = largestImage(position);
  if (size && (size.width > largest.width || size.height > largest.height)) find(codes.tooBig, idc, field, `IMAGE LARGER THAN ${widthMm} X ${heightMm} MM`);
}

/** Largest image of a finger position 0..14, px. */
export function largestImage(position: number): ImageSize {
  const [width, height] = fingerMm[position]!.map((mm) => Math.ceil(mm * pxPerMm)) as [number, number];
  return { width, height };
}

/** An image that is missing is another finding. */
function checkImage(data: Uint8Array, coding: 'WSQ' | 'JPEG', size: ImageSize, idc: number, field: string, find: Find): void {
  if (size.width * size.height > pixelsMax) find(codes.tooBig, idc, field, `MORE THAN ${pixelsMax} PIXELS`);
  if (data.length === 0) return;
  const own = coding === 'WSQ' ? wsqSize(data) : jpegSize(data);
  if (!own) find(codes.data, idc, field, `NO ${coding} HEADER`);
  else if (own.width !== size.width || own.height !== size.height) find(codes.data, idc, field, `IMAGE IS ${own.width} X ${own.height}, RECORD SAYS ${size.width} X ${size.height}`);
}

/** What the records say together: the right ones for the transaction, and each finger once. */
function checkHand(file: DecodedFile, find: Find): void {
  const type1 = file.records[0] as TaggedRecord;
  const positions = file.records.flatMap((record) => (isType4(record) ? [record.positions[0]!] : record.type === 14 ? [fieldNumber(record, 13) ?? 0] : []));
  const faces = file.records.filter((record) => record.type === 10).length;
  const tot = fieldText(type1, 4);
  if (!file.records.some((record) => record.type === 2)) find(codes.missing, -1, '2.001', 'NO TYPE-2 RECORD');
  if (printSearches.includes(tot ?? '') && positions.length === 0) find(codes.printsMissing, -1, '1.003', 'NO PRINTS');
  if (photoSearches.includes(tot ?? '') && faces === 0) find(codes.missing, -1, '10.999', 'NO FACE');
  if (faces > 1) find(codes.twice, -1, '1.003', 'MORE THAN ONE FACE');
  const known = positions.filter((position) => position > 0);
  if (new Set(known).size !== known.length) find(codes.sequence, -1, '1.003', 'A FINGER IS THERE TWICE');
}

/** Text for an ERM field: at most 40 printable characters. */
function printable(text: string): string {
  return text.slice(0, 40).replace(/[^\x20-\x7e]/g, ' ');
}

/** TCN of a file for the answer's TCR: eleven zeros when it cannot be read. */
export function readableTcn(file: DecodedFile): string {
  const record = file.records[0];
  const text = record && !isType4(record) ? fieldText(record, 9) : null;
  return text !== null && parseTcn(text, true) ? text : '00000000000';
}

/** Originator of a file, where it is printable. */
export function readableOri(file: DecodedFile): string | null {
  const record = file.records[0];
  const bytes = record && !isType4(record) ? fieldBytes(record, 8) : new Uint8Array();
  return bytes.length > 0 && bytes.length <= 32 && bytes.every((byte) => byte >= 0x20 && byte <= 0x7e) ? textOf(bytes) : null;
}
