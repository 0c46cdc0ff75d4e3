import { describe, expect, test } from 'vitest';
import { bytesOf, textOf } from './bytes.ts';
import { fileBytesMax } from './decode.ts';
import { field, recordLength } from './encode.ts';
import { encodeSearch, readSearch } from './search.ts';
import { fileWith, search, type Edited } from './testing/files.ts';
import { jpegOf, wsqOf } from './testing/images.ts';
import type { FingerImage, Search, SearchTot } from './types.ts';
import { defaultRules } from './validate.ts';

/** Code, IDC and field of a finding. */
type Found = [number, number, string];

/** Why a file is refused; empty when it is accepted. */
function findings(bytes: Uint8Array): Found[] {
  const result = readSearch(bytes, defaultRules);
  return 'refused' in result ? result.refused.map(({ code, idc, field }) => [code, idc, field]) : [];
}

const finger = search.fingers[0]!;
const withFingers = (...fingers: FingerImage[]): Uint8Array => encodeSearch({ ...search, fingers, face: null });
const good = encodeSearch(search);

/** The good file with another CNT. */
const cnt = (text: string, fingerRecord: 4 | 14 = 4): Uint8Array => fileWith((records) => records.set(1, 3, text), fingerRecord);

/** Replaces the text that stands for a length, in place. */
function patched(bytes: Uint8Array, from: string, to: string): Uint8Array {
  expect(from).toHaveLength(to.length);
  return bytesOf(textOf(bytes).replace(from, to));
}

describe('structure', () => {
  const rows: [string, Found[], () => Uint8Array][] = [
    ['a record without FS', [[117, -1, '1.001']], () => bytesOf('1.001:18\x1d1.002:0300')],
    ['LEN past the end', [[117, -1, '1.001']], () => bytesOf('1.001:999\x1d1.002:0300\x1c')],
    ['LEN not on FS', [[117, -1, '1.001']], () => bytesOf('1.001:12\x1d1.002:0300\x1c')],
    ['LEN of a later record past the end', [[117, 0, '2.001']], () => patched(good, '2.001:29', '2.001:99').subarray(0, 300)],
    ['LEN of a later record not on FS', [[117, 0, '2.001']], () => patched(good, '2.001:29', '2.001:28')],
    ['LEN of Type-4 past the end', [[117, 2, '4.001']], () => encodeSearch({ ...search, face: null }).subarray(0, -1)],
    ['trailing bytes', [[117, -1, '1.001']], () => Buffer.concat([good, Uint8Array.of(0)])],
    ['a body that is cut in Type-1', [[117, -1, '1.001']], () => good.subarray(0, 100)],
    ['bytes that are no field', [[117, -1, '1.001']], () => bytesOf('1.001:21\x1d1.002:0300\x1dx\x1c')],
    ['a field of another type', [[117, 0, '2.001']], () => patched(good, '2.003:0422', '3.003:0422')],
    ['LEN that is not numeric', [[108, -1, '1.001']], () => bytesOf('1.001:abc\x1d1.002:0300\x1c')],
    ['LEN of a later record that is not numeric', [[108, 0, '2.001']], () => patched(good, '2.001:29', '2.001:2x')],
    ['CNT that begins with no count', [[108, -1, '1.003']], () => cnt('1\x1fx\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02\x1e10\x1f03')],
    ['CNT with a type that is not numeric', [[108, -1, '1.003']], () => cnt('1\x1f4\x1e2\x1f00\x1e4\x1f01\x1ex\x1f02\x1e10\x1f03')],
    ['CNT with an IDC that is not numeric', [[108, -1, '1.003']], () => cnt('1\x1f4\x1e2\x1f00\x1e4\x1f01\x1e4\x1f\x1e10\x1f03')],
    ['CNT with another count', [[115, -1, '1.003']], () => cnt('1\x1f5\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02\x1e10\x1f03')],
    ['CNT with a record too many', [[115, -1, '1.003']], () => cnt('1\x1f5\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02\x1e10\x1f03\x1e10\x1f04')],
    ['CNT with a record too few', [[117, -1, '1.001']], () => cnt('1\x1f3\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02')],
    ['CNT with tagged records in another order', [[115, -1, '1.003']], () => cnt('1\x1f4\x1e2\x1f00\x1e14\x1f01\x1e10\x1f03\x1e14\x1f02', 14)],
    ['CNT that calls a binary record tagged', [[115, -1, '1.003']], () => cnt('1\x1f4\x1e2\x1f00\x1e14\x1f01\x1e4\x1f02\x1e10\x1f03')],
    ['CNT that calls a tagged record binary', [[115, -1, '1.003']], () => cnt('1\x1f4\x1e2\x1f00\x1e4\x1f01\x1e14\x1f02\x1e10\x1f03', 14)],
    ['CNT with another IDC than a tagged record', [[115, 5, '10.002']], () => cnt('1\x1f4\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02\x1e10\x1f05')],
    ['CNT with another IDC than a binary record', [[115, 5, '4.002']], () => cnt('1\x1f4\x1e2\x1f00\x1e4\x1f05\x1e4\x1f02\x1e10\x1f03')],
    ['an IDC twice', [[115, -1, '1.003'], [115, 1, '4.002']], () => cnt('1\x1f4\x1e2\x1f00\x1e4\x1f01\x1e4\x1f01\x1e10\x1f03')],
    ['an IDC above 99', [[115, -1, '1.003'], [115, 100, '10.002']], () => cnt('1\x1f4\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02\x1e10\x1f100')],
    ['Type-4 without an image', [[117, 1, '4.001']], () => fileWith((records) => void (records.finger().data = new Uint8Array()))],
  ];
  test.each(rows)('%s is refused with %j', (_, expected, make) => {
    expect(findings(make())).toEqual(expected);
  });

  test.each([1, 3, 5, 6, 7, 8, 9, 13, 15, 16, 99])('a record of type %i is refused with 102', (type) => {
    expect(findings(cnt(`1\x1f4\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02\x1e${type}\x1f03`))).toEqual([[102, -1, '1.003']]);
  });
});

describe('limits', () => {
  test('a file over 4 MiB is refused unread with 117', () => {
    expect(findings(Buffer.concat([good, new Uint8Array(fileBytesMax + 1 - good.length)]))).toEqual([[117, -1, '1.001']]);
  });

  test('32 records are read, 33 refused with 117', () => {
    // Type-1, Type-2 and 30 fingers; that a finger stands there three times is the only fault.
    const many = (count: number): FingerImage[] => Array.from({ length: count }, (_, k) => ({ ...finger, fgp: 1 + k % 10 }));
    expect(findings(withFingers(...many(30)))).toEqual([[503, -1, '1.003']]);
    expect(findings(withFingers(...many(31)))).toEqual([[117, -1, '1.003']]);
  });

  test('200 fields of a record are read, 201 refused with 117', () => {
    // Type-2 has LEN, IDC and SYS.
    const many = (count: number) => (records: Edited): void => {
      for (let k = 0; k < count; k += 1) records.set(2, 700 + k, 'x');
    };
    expect(findings(fileWith(many(197)))).toEqual([]);
    expect(findings(fileWith(many(198)))).toEqual([[117, 0, '2.001']]);
  });

  test('a CNT of a million subfields is refused with 117 before it is taken apart', () => {
    const rest = `\x1d1.003:1\x1f4${'\x1e'.repeat(1_000_000)}\x1c`;
    expect(findings(bytesOf(`1.001:${recordLength(1, rest.length)}${rest}`))).toContainEqual([117, -1, '1.003']);
  });

  test('an image of 4 million pixels is read, a larger one refused with 110', () => {
    const portrait = (height: number): Uint8Array => encodeSearch({ ...search, face: { width: 2000, height, jpeg: jpegOf(2000, height) } });
    expect(findings(portrait(2000))).toEqual([]);
    expect(findings(portrait(2001))).toEqual([[110, 3, '10.999']]);
  });
});

describe('mandatory fields', () => {
  /** By type: the fields that INT-I 4.22 insists on, LEN and image apart, and the IDC of the record in the good file. */
  const mandatory: [number, number[], number][] = [
    [1, [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14], -1],
    [2, [2, 3], 0],
    [10, [2, 3, 6, 7, 8, 9, 10, 11, 12], 3],
    [14, [2, 3, 6, 7, 8, 9, 10, 11, 12, 13], 1],
  ];
  const fields = mandatory.flatMap(([type, numbers, idc]) => numbers.map((number) => [type, number, idc] as const));

  test.each(fields)('%i.%i missing or empty is 101, twice is 104', (type, number, idc) => {
    const name = `${type}.${String(number).padStart(3, '0')}`;
    for (const text of [null, '']) expect(findings(fileWith((records) => records.set(type, number, text), 14)), String(text)).toEqual([[101, idc, name]]);
    const twice = fileWith(({ of }) => {
      const all = of(type).fields;
      const at = all.findIndex((field) => field.number === number);
      all.splice(at, 0, all[at]!);
    }, 14);
    expect(findings(twice)).toEqual([[104, idc, name]]);
  });

  test.each([10, 14])('%i.999 missing or empty is 101', (type) => {
    const idc = type === 10 ? 3 : 1;
    for (const text of [null, '']) expect(findings(fileWith((records) => records.set(type, 999, text), 14))).toEqual([[101, idc, `${type}.999`]]);
  });

  test('LEN twice is 104', () => {
    expect(findings(fileWith(({ of }) => of(2).fields.push({ number: 1, value: bytesOf('29') })))).toEqual([[104, 0, '2.001']]);
  });

  test('a file without a Type-2 is 101', () => {
    expect(findings(fileWith((records) => {
      records.all.splice(1, 1);
      records.set(1, 3, '1\x1f3\x1e4\x1f01\x1e4\x1f02\x1e10\x1f03');
    }))).toEqual([[101, -1, '2.001']]);
  });
});

describe('items', () => {
  const rows: [string, Found, (records: Edited) => void][] = [
    ['an unknown transaction', [116, -1, '1.004'], ({ set }) => set(1, 4, 'XXX')],
    ['an answer', [116, -1, '1.004'], ({ set }) => set(1, 4, 'SRE')],
    ...['MPS', 'PMS', 'MMS', 'USA', 'USR', 'ATP', 'SUP', 'UPR', 'DFP', 'DIP', 'APC', 'DPC', 'DBS', 'CPR', 'PHR', 'IRQ', 'IMR'].map((tot): [string, Found, (records: Edited) => void] =>
      [`${tot}, which is no search`, [116, -1, '1.004'], ({ set }) => set(1, 4, tot)]),
    ['a criminal search of an originator that may not ask it', [3, -1, '1.004'], ({ set }) => set(1, 4, 'CPS')],
    ['another domain', [115, -1, '1.013'], ({ set }) => set(1, 13, 'INT-I\x1f5.00')],
    ['another version', [115, -1, '1.002'], ({ set }) => set(1, 2, '0500')],
    ['another system', [115, 0, '2.003'], ({ set }) => set(2, 3, '0500')],
    ['a priority that is none', [115, -1, '1.006'], ({ set }) => set(1, 6, '0')],
    ['a destination of another form', [115, -1, '1.007'], ({ set }) => set(1, 7, 'GATEWAY')],
    ['an originator over 32 characters', [115, -1, '1.008'], ({ set }) => set(1, 8, `AL/${'X'.repeat(30)}`)],
    ['an impossible day', [112, -1, '1.005'], ({ set }) => set(1, 5, '20260231')],
    ['a day in words', [112, -1, '1.005'], ({ set }) => set(1, 5, 'TODAY')],
    ['an impossible time', [112, -1, '1.014'], ({ set }) => set(1, 14, '20260314251530Z')],
    ['a time without a zone', [112, -1, '1.014'], ({ set }) => set(1, 14, '20260314101530')],
    ['an impossible day of the portrait', [112, 3, '10.005'], ({ set }) => set(10, 5, '20261301')],
    ['an impossible day of a print', [112, 1, '14.005'], ({ set }) => set(14, 5, '20260229')],
    ['a wrong check letter', [201, -1, '1.009'], ({ set }) => set(1, 9, '2600000042C')],
    ['a TCN of another form', [201, -1, '1.009'], ({ set }) => set(1, 9, '26-42')],
    ['a letter that no TCN has', [201, -1, '1.009'], ({ set }) => set(1, 9, '2600000042I')],
    ['a character above 7 bits in Type-1', [111, -1, '1.050'], ({ set }) => set(1, 50, '\u00eb')],
    ['DEL, which is above 0x7E', [111, 0, '2.600'], ({ set }) => set(2, 600, '\u007f')],
    ['a character above 7 bits in Type-10', [111, 3, '10.041'], ({ set }) => set(10, 41, '\u00ff')],
    ['a character above 7 bits in Type-14', [111, 1, '14.041'], ({ set }) => set(14, 41, '\u0080')],
    ...[[10, 6, 3], [10, 7, 3], [14, 6, 1], [14, 7, 1], [14, 3, 1], [14, 13, 1], [14, 2, 1], [10, 2, 3]].map(([type, number, idc]): [string, Found, (records: Edited) => void] =>
      [`${type}.${number} that is not numeric`, [108, idc!, `${type}.${String(number).padStart(3, '0')}`], ({ set }) => set(type!, number!, '4OO')]),
    ['a picture that is no face', [115, 3, '10.003'], ({ set }) => set(10, 3, 'SCAR')],
    ['an unknown coding of the face', [115, 3, '10.011'], ({ set }) => set(10, 11, 'PNG')],
    ['an unknown coding of a print', [115, 1, '14.011'], ({ set }) => set(14, 11, 'GIF')],
    ['a finger position above 14 in Type-14', [115, 1, '14.013'], ({ set }) => set(14, 13, '15')],
    ['an impression type above 9 in Type-14', [115, 1, '14.003'], ({ set }) => set(14, 3, '10')],
    ['a print of another width than Type-14 says', [117, 1, '14.999'], ({ set }) => set(14, 6, '401')],
    ['a face of another height than Type-10 says', [117, 3, '10.999'], ({ set }) => set(10, 7, '599')],
    ['a print in Type-14 that cannot be decoded', [117, 1, '14.999'], ({ set }) => set(14, 999, 'no image')],
    ['a face that cannot be decoded', [117, 3, '10.999'], ({ set }) => set(10, 999, '\xff\xd8\xff')],
    ['a face that is WSQ', [117, 3, '10.999'], ({ set }) => set(10, 999, textOf(wsqOf(480, 600)))],
  ];
  test.each(rows)('%s is refused with %j', (_, expected, change) => {
    expect(findings(fileWith(change, 14))).toEqual([expected]);
  });

  const binary: [string, Found, (records: Edited) => void][] = [
    ['a finger position above 14', [115, 1, '4.004'], (records) => void (records.finger().positions[0] = 15)],
    ['no finger position', [115, 1, '4.004'], (records) => void (records.finger().positions[0] = 255)],
    ['an impression type above 9', [115, 1, '4.003'], (records) => void (records.finger().impressionType = 10)],
    ['an unknown coding', [115, 1, '4.008'], (records) => void (records.finger().compression = 7)],
    ['a coding that is not read', [115, 1, '4.008'], (records) => void (records.finger().compression = 0)],
    ['another width', [117, 1, '4.009'], (records) => void (records.finger().width = 399)],
    ['another height', [117, 1, '4.009'], (records) => void (records.finger().height = 501)],
    ['an image that cannot be decoded', [117, 1, '4.009'], (records) => void (records.finger().data = Uint8Array.of(1))],
    ['a JPEG for a WSQ', [117, 1, '4.009'], (records) => void (records.finger().data = jpegOf(400, 500))],
  ];
  test.each(binary)('Type-4 with %s is refused with %j', (_, expected, change) => {
    expect(findings(fileWith(change))).toEqual([expected]);
  });

  /** Largest image of each position, mm, INT-I 4.22; in whole pixels of 500 ppi: ceil(mm x 19.685). */
  const limits: [number, number, number][] = [
    [0, 788, 788], [1, 886, 788], [2, 788, 788], [3, 788, 788], [4, 788, 788], [5, 650, 788], [6, 886, 788], [7, 788, 788], [8, 788, 788], [9, 788, 788], [10, 650, 788],
    [11, 591, 1083], [12, 591, 1083], [13, 1378, 1280], [14, 1378, 1280],
  ];
  test.each(limits)('an image of position %i may have %i x %i px; one more is refused with 110', (fgp, width, height) => {
    const of = (w: number, h: number): FingerImage => ({ ...finger, fgp, width: w, height: h, wsq: wsqOf(w, h) });
    for (const fingerRecord of [4, 14] as const) {
      const found = (w: number, h: number): Found[] => findings(encodeSearch({ ...search, fingers: [of(w, h)] }, { fingerRecord }));
      const refused = [[110, 1, fingerRecord === 4 ? '4.004' : '14.013']];
      expect([found(width, height), found(width + 1, height), found(width, height + 1)]).toEqual([[], refused, refused]);
    }
  });
});

describe('the records together', () => {
  const allowed = { ...defaultRules, tots: ['NPS', 'NPP', 'CPS', 'CPP'] as const };
  const codes = (change: Partial<Search>): number[] => {
    const result = readSearch(encodeSearch({ ...search, ...change }), allowed);
    return 'refused' in result ? result.refused.map(({ code }) => code) : [];
  };

  test.each<[SearchTot, number]>([['NPS', 502], ['CPS', 502]])('%s without prints is refused with %i', (tot, code) => {
    expect(codes({ tot, fingers: [] })).toEqual([code]);
  });

  test.each<[SearchTot, number]>([['NPP', 101], ['CPP', 101]])('%s without a face is refused with %i', (tot, code) => {
    expect(codes({ tot, face: null })).toEqual([code]);
  });

  test('a finger twice is refused with 503; an unknown one may stand there twice', () => {
    expect(codes({ fingers: [finger, finger] })).toEqual([503]);
    expect(codes({ fingers: [{ ...finger, fgp: 0 }, { ...finger, fgp: 0 }] })).toEqual([]);
  });

  test('a card of ten fingers, plain thumbs and slaps is taken; a slap twice is refused with 503', () => {
    const card = (positions: number[]): number[] => codes({ fingers: positions.map((fgp) => ({ ...finger, fgp })) });
    expect(card([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])).toEqual([]);
    expect(card([13, 14, 13])).toEqual([503]);
  });

  test('two faces are refused with 104', () => {
    expect(findings(fileWith((records) => {
      const { fields } = records.of(10);
      records.all.push({ type: 10, fields: [field(2, '04'), ...fields.slice(1)] });
      records.set(1, 3, '1\x1f5\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02\x1e10\x1f03\x1e10\x1f04');
    }))).toEqual([[104, -1, '1.003']]);
  });
});
