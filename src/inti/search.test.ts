import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { formatTcn } from '../core/tcn.ts';
import { bytesOf, concat, textOf } from './bytes.ts';
import { recordLength } from './encode.ts';
import { encodeSearch, readSearch, type ReadSearch } from './search.ts';
import type { Search } from './types.ts';
import { defaultRules } from './validate.ts';

/** Just enough of a WSQ stream to tell its size: SOI, SOF. The body holds separators, which must not be taken for any. */
function wsq(width: number, height: number): Uint8Array {
  return Uint8Array.of(0xff, 0xa0, 0xff, 0xa2, 0, 17, 0, 255, height >> 8, height & 255, width >> 8, width & 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x1c, 0x1d, 0x1e, 0x1f, 0xff);
}

function jpeg(width: number, height: number): Uint8Array {
  return Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0, 0x1c, 0x1d);
}

const search: Search = {
  tot: 'NPS', tcn: formatTcn(26, 42), ori: 'AL/SITE01', dai: 'ZZ/GATEWAY', priority: 4, atMs: Date.UTC(2026, 2, 14, 10, 15, 30),
  fingers: [{ fgp: 2, impressionType: 0, width: 400, height: 500, wsq: wsq(400, 500) }, { fgp: 7, impressionType: 0, width: 400, height: 500, wsq: wsq(400, 500) }],
  face: { width: 480, height: 600, jpeg: jpeg(480, 600) },
};

const read = (bytes: Uint8Array): ReadSearch => readSearch(bytes, defaultRules);

/** Codes with which a file is refused; empty when it is accepted. */
function codes(bytes: Uint8Array): number[] {
  const result = read(bytes);
  return 'refused' in result ? result.refused.map((finding) => finding.code) : [];
}

/** The encoded search with a part of Type-1 replaced, and its LEN set right again. */
function withType1(change: (text: string) => string): Uint8Array {
  const bytes = encodeSearch(search);
  const length = Number(/^1\.001:(\d+)/.exec(textOf(bytes.subarray(0, 12)))![1]);
  const changed = change(textOf(bytes.subarray(0, length))).replace(/^1\.001:\d+/, '');
  return concat([bytesOf(`1.001:${recordLength(1, changed.length)}${changed}`), bytes.subarray(length)]);
}

describe('encodeSearch', () => {
  test('encodeSearch() writes the Type-1 and Type-2 of the standard example: 199 and 29 bytes', () => {
    const bytes = encodeSearch(search);
    expect(textOf(bytes.subarray(0, 199))).toBe('1.001:199\x1d1.002:0300\x1d1.003:1\x1f4\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02\x1e10\x1f03\x1d1.004:NPS\x1d1.005:20260314\x1d1.006:4\x1d1.007:ZZ/GATEWAY\x1d1.008:AL/SITE01\x1d1.009:2600000042B\x1d1.011:19.68\x1d1.012:19.68\x1d1.013:INT-I\x1f4.22\x1d1.014:20260314101530Z\x1c');
    expect(textOf(bytes.subarray(199, 228))).toBe('2.001:29\x1d2.002:00\x1d2.003:0422\x1c');
  });

  test.each([4, 14] as const)('readSearch() reads back what encodeSearch() wrote with Type-%i', (fingerRecord) => {
    expect(read(encodeSearch(search, { fingerRecord }))).toEqual({ search });
  });

  test('encodeSearch() of a face alone is an NPP without prints', () => {
    const face: Search = { ...search, tot: 'NPP', fingers: [] };
    expect(read(encodeSearch(face))).toEqual({ search: face });
  });

  test('recordLength() counts its own digits at every boundary', () => {
    // "1.001:" is 6 characters; a rest of 2 makes 9 with one digit, of 3 would make 10 with one and so takes two.
    expect([2, 3, 91, 92, 990, 991].map((rest) => recordLength(1, rest))).toEqual([9, 11, 99, 101, 999, 1001]);
  });

  test('readSearch() reads back any search of images whose bytes are anything', () => {
    const finger = fc.record({ fgp: fc.integer({ min: 1, max: 10 }), tail: fc.uint8Array({ maxLength: 300 }) });
    fc.assert(fc.property(fc.uniqueArray(finger, { minLength: 1, maxLength: 10, selector: ({ fgp }) => fgp }), fc.constantFrom(4 as const, 14 as const), fc.integer({ min: 0, max: 99_999_999 }), (drafts, fingerRecord, serial) => {
      const any: Search = { ...search, tcn: formatTcn(26, serial), fingers: drafts.map(({ fgp, tail }) => ({ fgp, impressionType: 0, width: 300, height: 400, wsq: concat([wsq(300, 400), tail]) })) };
      expect(read(encodeSearch(any, { fingerRecord }))).toEqual({ search: any });
    }), { numRuns: 100 });
  });
});

describe('readSearch', () => {
  const refused: [string, number, () => Uint8Array][] = [
    ['bytes behind the last record', 117, () => concat([encodeSearch(search), Uint8Array.of(0)])],
    ['LEN past the end', 117, () => bytesOf('1.001:999\x1d1.002:0300\x1c')],
    ['LEN that is no number', 108, () => bytesOf('1.001:abc\x1d1.002:0300\x1c')],
    ['LEN that does not end on FS', 117, () => bytesOf('1.001:12\x1d1.002:0300\x1c')],
    ['CNT with another count', 115, () => withType1((text) => text.replace('1\x1f4\x1e', '1\x1f5\x1e'))],
    ['CNT count that is no number', 108, () => withType1((text) => text.replace('1\x1f4\x1e', '1\x1fx\x1e'))],
    ['CNT with another IDC than the record', 115, () => withType1((text) => text.replace('10\x1f03', '10\x1f05'))],
    ['an IDC twice', 115, () => withType1((text) => text.replace('4\x1f02', '4\x1f01'))],
    ['a record type that is not read', 102, () => withType1((text) => text.replace('10\x1f03', '15\x1f03'))],
    ['a mandatory field missing', 101, () => withType1((text) => text.replace('\x1d1.006:4', ''))],
    ['a mandatory field empty', 101, () => withType1((text) => text.replace('1.006:4', '1.006:'))],
    ['a field twice', 104, () => withType1((text) => text.replace('1.006:4', '1.006:4\x1d1.006:5'))],
    ['an unknown transaction', 116, () => withType1((text) => text.replace('NPS', 'XXX'))],
    ['a latent search', 116, () => withType1((text) => text.replace('NPS', 'MPS'))],
    ['another domain', 115, () => withType1((text) => text.replace('4.22', '5.00'))],
    ['another version', 115, () => withType1((text) => text.replace('0300', '0500'))],
    ['an impossible date', 112, () => withType1((text) => text.replace('1.005:20260314', '1.005:20260231'))],
    ['an impossible time', 112, () => withType1((text) => text.replace('101530Z', '251530Z'))],
    ['a wrong check letter', 201, () => withType1((text) => text.replace('2600000042B', '2600000042C'))],
    ['a TCN of another form', 201, () => withType1((text) => text.replace('2600000042B', '26-42'))],
    ['a character above 7 bits without a charset', 111, () => withType1((text) => text.replace('AL/SITE01', 'AL/S\u00efTE1'))],
    ['an image of another size', 117, () => encodeSearch({ ...search, fingers: [{ ...search.fingers[0]!, width: 401 }] })],
    ['an image that is none', 117, () => encodeSearch({ ...search, fingers: [{ ...search.fingers[0]!, wsq: Uint8Array.of(1, 2, 3) }] })],
    ['a finger position above 14', 115, () => encodeSearch({ ...search, fingers: [{ ...search.fingers[0]!, fgp: 15 }] })],
    ['an impression type above 9', 115, () => encodeSearch({ ...search, fingers: [{ ...search.fingers[0]!, impressionType: 10 }] })],
    ['an image above the limit of its finger', 110, () => encodeSearch({ ...search, fingers: [{ ...search.fingers[0]!, width: 800, wsq: wsq(800, 500) }] })],
    ['a print search without prints', 502, () => encodeSearch({ ...search, fingers: [] })],
    ['a face search without a face', 101, () => encodeSearch({ ...search, tot: 'NPP', face: null })],
    ['a finger twice', 503, () => encodeSearch({ ...search, fingers: [search.fingers[0]!, search.fingers[0]!] })],
    ['a slap and one of its fingers', 503, () => encodeSearch({ ...search, fingers: [search.fingers[0]!, { ...search.fingers[1]!, fgp: 13 }] })],
  ];
  test.each(refused)('readSearch() refuses %s with %i', (_, code, make) => {
    expect(codes(make())).toContain(code);
  });

  test('readSearch() tells all findings at once, and the TCN for the answer', () => {
    const result = read(withType1((text) => text.replace('4.22', '5.00').replace('1.006:4', '1.006:').replace('1.005:20260314', '1.005:20260231')));
    expect(result).toMatchObject({ tcr: '2600000042B', ori: 'AL/SITE01' });
    expect('refused' in result && result.refused.map(({ code, field }) => [code, field])).toEqual([[101, '1.006'], [115, '1.013'], [112, '1.005']]);
  });

  test('readSearch() answers eleven zeros when the TCN cannot be read', () => {
    expect(read(bytesOf('1.001:9\x1dx\x1c'))).toMatchObject({ tcr: '00000000000', ori: null });
  });

  test('readSearch() accepts two-digit tags, leading zeros in CNT and fields it does not know', () => {
    const bytes = withType1((text) => text.replace('1.002:', '1.02:').replace('1\x1f4\x1e2\x1f00', '1\x1f04\x1e02\x1f0').replace('1.006:4', '1.006:4\x1d1.050:HELLO'));
    expect(codes(bytes)).toEqual([]);
  });

  test('readSearch() calls bytes that are no INT-I file by that name', () => {
    expect(() => read(bytesOf('GIF89a'))).toThrow(AppError);
    expect(() => read(new Uint8Array())).toThrow(AppError);
  });

  test('readSearch() survives any damage: a search, findings, or INTI_NOT_A_FILE', () => {
    const good = encodeSearch(search);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), { maxLength: 8 }), fc.nat({ max: good.length }), (edits, cut) => {
      const damaged = good.slice(0, cut);
      for (const [at, byte] of edits) if (at < damaged.length) damaged[at] = byte;
      try {
        read(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }), { numRuns: 2_000 });
  });
});
