import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { encodeAnswer, readAnswer } from './answer.ts';
import { textOf } from './bytes.ts';
import { decodeFile, fieldsMax, fileBytesMax, recordsMax } from './decode.ts';
import { content, encodeFile, field, recordLength } from './encode.ts';
import { isType4, type IntiRecord, type TaggedRecord } from './records.ts';
import { encodeSearch, readSearch } from './search.ts';
import { search } from './testing/files.ts';
import type { ErrorAnswer } from './types.ts';
import { defaultRules } from './validate.ts';

const gs = 0x1d;

/** Any record behind Type-1, its IDC left to the caller. */
const tagged = fc.record({
  type: fc.constantFrom(2, 10, 14),
  fields: fc.uniqueArray(fc.record({ number: fc.integer({ min: 3, max: 2000 }), value: fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.filter((byte) => byte !== gs)) }), { maxLength: 8, selector: ({ number }) => number }),
  image: fc.option(fc.uint8Array({ maxLength: 200 })),
}).map(({ type, fields, image }): TaggedRecord => ({ type, fields: [...fields.filter(({ number }) => number !== 999), ...(image ? [{ number: 999, value: image }] : [])] }));

const binary = fc.record({
  type: fc.constant(4 as const), idc: fc.constant(0), impressionType: fc.nat(255), positions: fc.array(fc.nat(255), { minLength: 6, maxLength: 6 }), scanningResolution: fc.nat(255),
  width: fc.nat(65_535), height: fc.nat(65_535), compression: fc.nat(255), data: fc.uint8Array({ minLength: 1, maxLength: 200 }),
});

/** Any file, as records: Type-1 with the CNT that fits, IDCs from 00 up. */
const file = fc.array(fc.oneof(tagged, binary), { maxLength: recordsMax - 1 }).map((records): IntiRecord[] => {
  const numbered = records.map((record, idc) => (isType4(record) ? { ...record, idc } : { ...record, fields: [field(2, String(idc).padStart(2, '0')), ...record.fields] }));
  return [{ type: 1, fields: [field(2, '0300'), field(3, content(numbered.map(({ type }, idc) => ({ type, idc }))))] }, ...numbered];
});

describe('encodeFile and decodeFile', () => {
  test('decodeFile() reads back any records, and encodeFile() writes the same bytes again', () => {
    fc.assert(fc.property(file, (records) => {
      const bytes = encodeFile(records);
      const decoded = decodeFile(bytes);
      expect(decoded.findings).toEqual([]);
      expect(decoded.whole).toBe(true);
      expect(encodeFile(decoded.records)).toEqual(bytes);
      expect(decoded.records.map(plain)).toEqual(records.map(plain));
    }), { numRuns: 300 });
  });

  test('recordLength() counts its own digits at every boundary', () => {
    // "1.001:" is 6 characters; a rest of 2 makes 9 with one digit, of 3 would make 10 with one and so takes two.
    expect([2, 3, 91, 92, 990, 991].map((rest) => recordLength(1, rest))).toEqual([9, 11, 99, 101, 999, 1001]);
    // "10.001:" and "14.001:" are a character longer.
    expect([1, 2, 90, 91, 989, 990].map((rest) => recordLength(14, rest))).toEqual([9, 11, 99, 101, 999, 1001]);
  });

  test('LEN is the length of the record, whatever that is', () => {
    // Around 99/100, 999/1000 and 9,999/10,000 bytes of a Type-2 whose other fields take 22.
    for (const near of [78, 978, 9976]) {
      for (let filler = near - 12; filler < near + 12; filler += 1) {
        const bytes = encodeFile([{ type: 2, fields: [field(2, '00'), field(900, 'x'.repeat(filler))] }]);
        expect(textOf(bytes).slice(6).split('\x1d')[0]).toBe(String(bytes.length));
      }
    }
  });

  test('decodeFile() reads on behind an image that holds every byte', () => {
    const every = Uint8Array.from({ length: 512 }, (_, k) => k & 255);
    const records: IntiRecord[] = [
      { type: 1, fields: [field(3, content([{ type: 10, idc: 0 }, { type: 4, idc: 1 }, { type: 2, idc: 2 }]))] },
      { type: 10, fields: [field(2, '00'), { number: 999, value: every }] },
      { type: 4, idc: 1, impressionType: 0, positions: [1, 255, 255, 255, 255, 255], scanningResolution: 0, width: 1, height: 1, compression: 1, data: every },
      { type: 2, fields: [field(2, '02')] },
    ];
    expect(decodeFile(encodeFile(records)).records.map(plain)).toEqual(records.map(plain));
  });
});

/** Damage: bytes changed, a piece moved, the end cut off or something put behind. */
const damage = fc.record({
  edits: fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.oneof(fc.nat(255), fc.constantFrom(0x1c, 0x1d, 0x1e, 0x1f, 0x30, 0x39))), { maxLength: 8 }),
  piece: fc.option(fc.tuple(fc.nat(2000), fc.nat(300), fc.nat(2000))),
  cut: fc.option(fc.nat(2000)),
  behind: fc.uint8Array({ maxLength: 20 }),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(good: Uint8Array, { edits, piece, cut, behind }: Damage): Uint8Array {
  let bytes: Uint8Array = good.slice();
  for (const [where, byte] of edits) bytes[Math.floor(where * bytes.length)] = byte;
  if (piece) {
    const [from, length, to] = piece;
    bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, from + length), bytes.subarray(to)]);
  }
  return Buffer.concat([cut === null ? bytes : bytes.subarray(0, cut), behind]);
}

describe('damage', () => {
  const head = { tcn: '2600000001J', ori: 'ZZ/GATEWAY', dai: 'AL/SITE01', atMs: Date.UTC(2026, 2, 14, 10, 15, 31) };

  test.each([4, 14] as const)('readSearch() of a damaged file with Type-%i is a search, findings that an ERR can carry, or INTI_NOT_A_FILE', (fingerRecord) => {
    const good = encodeSearch(search, { fingerRecord });
    fc.assert(fc.property(damage, (what) => {
      const bytes = damaged(good, what);
      const decoded = decodeFile(bytes);
      expect(decoded.records.length).toBeLessThanOrEqual(recordsMax);
      for (const record of decoded.records) if (!isType4(record)) expect(record.fields.length).toBeLessThan(fieldsMax);
      try {
        const result = readSearch(bytes, defaultRules);
        if ('search' in result) return;
        expect(result.refused.length).toBeGreaterThan(0);
        const answer: ErrorAnswer = { kind: 'ERR', ...head, tcr: result.tcr, findings: result.refused };
        expect(readAnswer(encodeAnswer(answer))).toEqual(answer);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect(error).toMatchObject({ code: 'INTI_NOT_A_FILE' });
      }
    }), { numRuns: 3000 });
  });

  test('readAnswer() of anything damaged is an answer or INTI_ANSWER_INVALID', () => {
    const candidates = [{ reference: 'GR/50000001', rank: 1, score: 3500 }, { reference: 'HR/2', rank: 2, score: 80 }];
    const answers = [
      encodeAnswer({ kind: 'SRE', ...head, tcr: search.tcn, searched: 'NPS', hit: true, candidates }),
      encodeAnswer({ kind: 'ERR', ...head, tcr: search.tcn, findings: [{ code: 201, idc: -1, field: '1.009', text: 'WRONG CONTROL CHARACTER' }] }),
    ];
    fc.assert(fc.property(fc.constantFrom(...answers), damage, (good, what) => {
      try {
        readAnswer(damaged(good, what));
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect(error).toMatchObject({ code: 'INTI_ANSWER_INVALID' });
      }
    }), { numRuns: 3000 });
  });

  test.each([
    ['separators', (k: number) => [0x1d, 0x1e, 0x1f, 0x1c][k & 3]!], ['empty fields', (k: number) => '\x1d1.2:'.charCodeAt(k % 5)], ['digits', () => 0x39],
  ] as const)('a file of 4 MiB of %s is refused', (_, byteAt) => {
    const bytes = Uint8Array.from({ length: fileBytesMax }, (_unused, k) => byteAt(k));
    bytes.set(Uint8Array.from(`1.001:${fileBytesMax}`, (letter) => letter.charCodeAt(0)));
    bytes[fileBytesMax - 1] = 0x1c;
    const result = readSearch(bytes, defaultRules);
    expect('refused' in result && result.refused.length).toBeGreaterThan(0);
  });
});

/** A record with its bytes as plain numbers, so that views of one file compare with copies. */
function plain(record: IntiRecord): unknown {
  return isType4(record) ? { ...record, data: [...record.data] } : { ...record, fields: record.fields.map(({ number, value }) => [number, [...value]]) };
}
