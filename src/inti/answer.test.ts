import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { encodeAnswer, readAnswer } from './answer.ts';
import { bytesOf, textOf } from './bytes.ts';
import type { ErrorAnswer, ResultAnswer } from './types.ts';

const head = { tcn: '2600000001J', tcr: '2600000042B', ori: 'ZZ/GATEWAY', dai: 'AL/SITE01', atMs: Date.UTC(2026, 2, 14, 10, 15, 31) };
const hit: ResultAnswer = { kind: 'SRE', ...head, searched: 'NPS', hit: true, candidates: [{ reference: 'GR/50000001', rank: 1, score: 3500 }] };
const miss: ResultAnswer = { ...hit, hit: false, candidates: [] };
const error: ErrorAnswer = { kind: 'ERR', ...head, findings: [{ code: 201, idc: -1, field: '1.009', text: 'WRONG CONTROL CHARACTER' }] };

describe('encodeAnswer', () => {
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

  test('readAnswer() accepts the older form of a result, 2.059 and another 2.064', () => {
    const type1 = (cnt: string): string => `\x1d1.002:0500\x1d1.003:${cnt}\x1d1.004:SRE\x1d1.005:20200101\x1d1.006:4\x1d1.007:AL/SITE01\x1d1.008:ZZ/AFIS\x1d1.009:2000000001K\x1d1.010:2600000042B\x1d1.011:00.00\x1d1.012:00.00\x1c`;
    const record = (type: number, rest: string): string => `${type}.001:${rest.length + 6 + 3}${rest}`;
    const older = record(1, type1('1\x1f1\x1e2\x1f00')) + `2.001:76\x1d2.002:00\x1d2.003:0400\x1d2.059:I\x1d2.064:784336970\x1fCRIMINAL\x1f`.padEnd(75, ' ') + '\x1c';
    expect(readAnswer(bytesOf(older))).toMatchObject({ kind: 'SRE', hit: true, tcr: '2600000042B', candidates: [{ reference: '784336970' }] });
  });

  test('readAnswer() refuses a search, and anything damaged, with INTI_ANSWER_INVALID', () => {
    const good = encodeAnswer(hit);
    expect(() => readAnswer(bytesOf('no'))).toThrow(AppError);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), { maxLength: 6 }), (edits) => {
      const damaged = good.slice();
      for (const [at, byte] of edits) damaged[at] = byte;
      try {
        readAnswer(damaged);
      } catch (fault) {
        expect(fault).toBeInstanceOf(AppError);
      }
    }), { numRuns: 1_000 });
  });
});
