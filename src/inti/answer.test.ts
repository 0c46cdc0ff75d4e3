import { describe, expect, test } from 'vitest';
import { encodeAnswer, readAnswer } from './answer.ts';
import { bytesOf, textOf } from './bytes.ts';
import { content, encodeFile, field } from './encode.ts';
import { encodeSearch } from './search.ts';
import { search } from './testing/files.ts';
import { jpegOf } from './testing/images.ts';
import type { ErrorAnswer, ResultAnswer } from './types.ts';

const head = { tcn: '2600000001J', tcr: '2600000042B', ori: 'ZZ/GATEWAY', dai: 'AL/SITE01', atMs: Date.UTC(2026, 2, 14, 10, 15, 31) };
const hit: ResultAnswer = { kind: 'SRE', ...head, searched: 'NPS', hit: true, candidates: [{ reference: 'GR/50000001', rank: 1, score: 3500 }] };
const miss: ResultAnswer = { ...hit, hit: false, candidates: [] };
const error: ErrorAnswer = { kind: 'ERR', ...head, findings: [{ code: 201, idc: -1, field: '1.009', text: 'WRONG CONTROL CHARACTER' }] };

describe('encodeAnswer and readAnswer', () => {
  test('encodeAnswer() writes 2.010 and 2.064 of a hit', () => {
    expect(textOf(encodeAnswer(hit))).toContain('2.010:GR/50000001\x1d2.064:NPS\x1eI\x1e001/001\x1e003500\x1c');
  });

  test('encodeAnswer() writes the ERM of the standard example: a record of 83 bytes', () => {
    expect(textOf(encodeAnswer(error))).toContain('2.001:83\x1d2.002:00\x1d2.003:0422\x1d2.074:201: IDC -1 FIELD 1.009 WRONG CONTROL CHARACTER\x1c');
  });

  test.each([['a hit', hit], ['no hit', miss], ['an error', error]])('readAnswer() reads back %s', (_, answer) => {
    expect(readAnswer(encodeAnswer(answer))).toEqual(answer);
  });

  test('readAnswer() reads back several candidates and several findings', () => {
    const more: ResultAnswer = { ...hit, candidates: [...hit.candidates, { reference: 'HR/2', rank: 2, score: 80 }, { reference: 'RS/3', rank: 3, score: 76 }] };
    expect(readAnswer(encodeAnswer(more))).toEqual(more);
    const worse: ErrorAnswer = { ...error, findings: [...error.findings, { code: 101, idc: 3, field: '10.999', text: 'NO FACE' }] };
    expect(readAnswer(encodeAnswer(worse))).toEqual(worse);
  });

  test.each(['NPS', 'NPP', 'CPS', 'CPP'] as const)('readAnswer() tells that %s was searched', (searched) => {
    expect(readAnswer(encodeAnswer({ ...miss, searched }))).toMatchObject({ searched });
  });

  test('encodeAnswer() of no hit says 000/000 and names nobody', () => {
    expect(textOf(encodeAnswer(miss)).split('2.003:')[1]).toBe('0422\x1d2.064:NPS\x1eN\x1e000/000\x1e000000\x1c');
  });

  /** An SRE as another system writes it: VER 0500, no DOM and GMT, 2.059 and another 2.064, a Type-10 of the candidate without source. */
  const foreign = (identified: string, face = true): Uint8Array => encodeFile([
    {
      type: 1,
      fields: [
        field(2, '0500'), field(3, content([{ type: 2, idc: 0 }, ...(face ? [{ type: 10, idc: 1 }] : [])])), field(4, 'SRE'), field(5, '20200101'), field(6, '4'), field(7, 'AL/SITE01'), field(8, 'ZZ/AFIS'),
        field(9, '2000000001K'), field(10, '2600000042B'), field(11, '00.00'), field(12, '00.00'),
      ],
    },
    { type: 2, fields: [field(2, '00'), field(3, '0400'), field(59, identified), field(64, '784336970\x1fCRIMINAL\x1f')] },
    ...(face ? [{ type: 10, fields: [field(2, '01'), field(3, 'FACE'), field(5, '20110101'), { number: 999, value: jpegOf(480, 600) }] }] : []),
  ]);

  test('readAnswer() accepts another system\'s form of a result, with the candidate\'s face and without', () => {
    for (const face of [true, false]) {
      expect(readAnswer(foreign('I', face))).toEqual({
        kind: 'SRE', tcn: '2000000001K', tcr: '2600000042B', ori: 'ZZ/AFIS', dai: 'AL/SITE01', atMs: 0, searched: 'NPS', hit: true, candidates: [{ reference: '784336970', rank: 1, score: 0 }],
      });
    }
    expect(readAnswer(foreign('N'))).toMatchObject({ hit: false, candidates: [] });
  });

  test('readAnswer() keeps an error text of another form as it is', () => {
    const bytes = bytesOf(textOf(encodeAnswer(error)).replace('201: IDC -1 FIELD 1.009 WRONG CONTROL CHARACTER', 'SOMETHING WENT WRONG, PLEASE CALL THE OFFICE.  '));
    expect(readAnswer(bytes)).toMatchObject({ kind: 'ERR', findings: [{ code: 999, idc: -1, field: '2.074', text: 'SOMETHING WENT WRONG, PLEASE CALL THE OFFICE.  ' }] });
  });

  const other = (from: string, to: string): Uint8Array => bytesOf(textOf(encodeAnswer(hit)).replace(from, to));
  test.each<[string, Uint8Array, RegExp]>([
    ['bytes of another kind', bytesOf('no'), /no INT-I file/],
    ['a search', encodeSearch(search), /NPS is no answer/],
    ['neither I nor N', other('\x1eI\x1e', '\x1eX\x1e'), /neither I nor N/],
    ['no TCR', other('1.010:', '1.910:'), /1\.010 is missing/],
    ['a cut file', encodeAnswer(hit).subarray(0, -1), /117: IDC 0 FIELD 2\.001/],
    ['a Type-1 alone', encodeFile([{ type: 1, fields: [field(3, '1\x1f0'), field(4, 'SRE')] }]), /no Type-1 and Type-2/],
  ])('readAnswer() refuses %s with INTI_ANSWER_INVALID', (_, bytes, reason) => {
    expect(() => readAnswer(bytes)).toThrow(expect.objectContaining({ code: 'INTI_ANSWER_INVALID', message: expect.stringMatching(reason) }));
  });
});
