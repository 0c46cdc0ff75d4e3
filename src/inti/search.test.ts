import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { formatTcn } from '../core/tcn.ts';
import { bytesOf, textOf } from './bytes.ts';
import { decodeFile } from './decode.ts';
import { encodeFile, field, recordLength } from './encode.ts';
import type { TaggedRecord } from './records.ts';
import { encodeSearch, readSearch, type ReadSearch } from './search.ts';
import { fileWith, search } from './testing/files.ts';
import { wsqOf } from './testing/images.ts';
import type { Search } from './types.ts';
import { defaultRules } from './validate.ts';

/** Of a plain array, since the images read are parts of it and compare by type. */
const read = (bytes: Uint8Array, rules = defaultRules): ReadSearch => readSearch(Uint8Array.from(bytes), rules);

describe('encodeSearch', () => {
  test('encodeSearch() writes the Type-1 and Type-2 of the standard example: 199 and 29 bytes', () => {
    const bytes = encodeSearch(search);
    expect(textOf(bytes.subarray(0, 199))).toBe('1.001:199\x1d1.002:0300\x1d1.003:1\x1f4\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02\x1e10\x1f03\x1d1.004:NPS\x1d1.005:20260314\x1d1.006:4\x1d1.007:ZZ/GATEWAY\x1d1.008:AL/SITE01\x1d1.009:2600000042B\x1d1.011:19.68\x1d1.012:19.68\x1d1.013:INT-I\x1f4.22\x1d1.014:20260314101530Z\x1c');
    expect(textOf(bytes.subarray(199, 228))).toBe('2.001:29\x1d2.002:00\x1d2.003:0422\x1c');
  });

  test('encodeSearch() writes the 18 bytes before a Type-4 image as the standard lays them out', () => {
    const wsq = wsqOf(400, 500);
    // LEN 18 + image, IDC 1, IMP 0, FGP 2 and five 255, ISR 0, HLL 400 = 0x0190, VLL 500 = 0x01f4, GCA 1.
    const header = [0, 0, 0, 18 + wsq.length, 1, 0, 2, 255, 255, 255, 255, 255, 0, 0x01, 0x90, 0x01, 0xf4, 1];
    expect([...encodeSearch(search).subarray(228, 228 + 18 + wsq.length)]).toEqual([...header, ...wsq]);
  });

  test.each([4, 14] as const)('readSearch() reads back what encodeSearch() wrote with Type-%i', (fingerRecord) => {
    expect(read(encodeSearch(search, { fingerRecord }))).toEqual({ search });
  });

  test('encodeSearch() of a face alone is an NPP without prints, whose resolution is that of no Type-4', () => {
    const face: Search = { ...search, tot: 'NPP', fingers: [] };
    expect(read(encodeSearch(face))).toEqual({ search: face });
    expect(textOf(encodeSearch(face))).toContain('\x1d1.011:00.00\x1d1.012:00.00\x1d');
  });

  test('readSearch() reads back any search of images whose bytes are anything', () => {
    const finger = fc.record({ fgp: fc.integer({ min: 1, max: 10 }), body: fc.uint8Array({ maxLength: 300 }) });
    fc.assert(fc.property(fc.uniqueArray(finger, { minLength: 1, maxLength: 10, selector: ({ fgp }) => fgp }), fc.constantFrom(4 as const, 14 as const), fc.integer({ min: 0, max: 99_999_999 }), (drafts, fingerRecord, serial) => {
      const any: Search = { ...search, tcn: formatTcn(26, serial), fingers: drafts.map(({ fgp, body }) => ({ fgp, impressionType: 0, width: 300, height: 400, wsq: wsqOf(300, 400, body) })) };
      expect(read(encodeSearch(any, { fingerRecord }))).toEqual({ search: any });
    }), { numRuns: 100 });
  });
});

describe('readSearch', () => {
  test('readSearch() accepts a criminal search of an originator that may ask it', () => {
    const rules = { ...defaultRules, tots: ['CPS', 'CPP'] as const };
    for (const any of [{ ...search, tot: 'CPS' as const }, { ...search, tot: 'CPP' as const, fingers: [] }]) expect(read(encodeSearch(any), rules)).toEqual({ search: any });
  });

  test('readSearch() accepts any check letter where the rules are lenient', () => {
    const lenient = { ...search, tcn: '2600000042C' };
    expect(read(encodeSearch(lenient), { ...defaultRules, lenientTcn: true })).toEqual({ search: lenient });
  });

  test('readSearch() accepts the separators and 0xFF in image data, whatever the record', () => {
    const body = Uint8Array.of(0x1c, 0x1d, 0x1e, 0x1f, 0xff, 0xff, 0x1c, 0x1c);
    const any: Search = { ...search, fingers: [{ ...search.fingers[0]!, wsq: wsqOf(400, 500, body) }], face: { ...search.face!, jpeg: Uint8Array.of(...search.face!.jpeg, ...body) } };
    for (const fingerRecord of [4, 14] as const) expect(read(encodeSearch(any, { fingerRecord }))).toEqual({ search: any });
  });

  test('readSearch() accepts two-digit tags', () => {
    // A tag of two digits is a byte shorter than the one that recordLength() counts.
    const twoDigits = ({ type, fields }: TaggedRecord): Uint8Array => {
      const rest = `${fields.map(({ number, value }) => `\x1d${type}.${String(number).padStart(2, '0')}:${textOf(value)}`).join('')}\x1c`;
      return bytesOf(`${type}.01:${recordLength(type, rest.length - 1)}${rest}`);
    };
    const { records } = decodeFile(encodeSearch(search));
    const bytes = Buffer.concat([...records.slice(0, 2).map((record) => twoDigits(record as TaggedRecord)), encodeFile(records.slice(2))]);
    expect([textOf(bytes.subarray(0, 26)), textOf(bytes.subarray(184, 193))]).toEqual(['1.01:186\x1d1.02:0300\x1d1.03:1\x1f', 'Z\x1c2.01:26']);
    expect(read(bytes)).toEqual({ search });
  });

  test('readSearch() accepts leading zeros in CNT, another name of the coding, and fields it does not know', () => {
    const bytes = fileWith((records) => {
      records.set(1, 3, '1\x1f04\x1e002\x1f0\x1e014\x1f01\x1e14\x1f0002\x1e10\x1f3');
      records.set(1, 50, 'HELLO');
      records.set(2, 600, 'A\x1fB\x1eC');
      records.set(14, 11, 'WSQ');
      records.set(10, 41, 'UNKNOWN');
    }, 14);
    expect(read(bytes)).toEqual({ search });
  });

  test('readSearch() accepts bytes above 7 bits in text when 1.015 names a character set', () => {
    const bytes = fileWith((records) => {
      records.set(1, 15, '003\x1fUTF-8\x1f');
      records.set(2, 900, 'Dur\u00c3\u00abs');
    });
    expect(read(bytes)).toEqual({ search });
  });

  test('readSearch() accepts a Type-10 without source and date, as other systems write them', () => {
    expect(read(fileWith((records) => {
      records.set(10, 4, null);
      records.set(10, 5, null);
    }))).toEqual({ search });
  });

  test('readSearch() tells all findings at once, of every record, and the TCN for the answer', () => {
    const bytes = fileWith((records) => {
      records.set(1, 6, '');
      records.set(1, 13, 'INT-I\x1f5.00');
      records.set(1, 5, '20260231');
      records.set(1, 4, 'MPS');
      records.set(2, 3, '0500');
      records.set(14, 13, '15');
      records.set(14, 6, 'wide');
      records.set(14, 3, '10');
      records.set(10, 3, 'SCAR');
      records.set(10, 7, '601');
    }, 14);
    const result = read(bytes);
    expect(result).toMatchObject({ tcr: '2600000042B', ori: 'AL/SITE01' });
    expect('refused' in result && result.refused.map(({ code, idc, field: name }) => [code, idc, name])).toEqual([
      [101, -1, '1.006'], [115, -1, '1.013'], [116, -1, '1.004'], [112, -1, '1.005'], [115, 0, '2.003'],
      [108, 1, '14.006'], [115, 1, '14.003'], [115, 1, '14.013'], [115, 3, '10.003'], [117, 3, '10.999'],
    ]);
  });

  test('readSearch() answers eleven zeros when the TCN cannot be read, and no originator when that cannot', () => {
    expect(read(bytesOf('1.001:9\x1dx\x1c'))).toMatchObject({ tcr: '00000000000', ori: null });
    expect(read(fileWith((records) => records.set(1, 9, '42')))).toMatchObject({ tcr: '00000000000', ori: 'AL/SITE01' });
    expect(read(fileWith((records) => records.set(1, 8, 'AL/\u00eb')))).toMatchObject({ tcr: '2600000042B', ori: null });
  });

  test('readSearch() takes the first of two fields, and says that there are two', () => {
    const bytes = fileWith((records) => records.of(1).fields.push(field(8, 'ME/OTHER')));
    expect(read(bytes)).toMatchObject({ ori: 'AL/SITE01', refused: [{ code: 104, field: '1.008' }] });
  });

  test.each([['nothing', ''], ['a picture', 'GIF89a'], ['a Type-2 record', '2.001:29\x1d2.002:00\x1d2.003:0422\x1c'], ['a file without its first byte', '.001:199\x1d']])(
    'readSearch() calls %s no INT-I file', (_, text) => {
      expect(() => read(bytesOf(text))).toThrow(expect.objectContaining({ code: 'INTI_NOT_A_FILE' }));
      expect(() => read(bytesOf(text))).toThrow(AppError);
    });
});
