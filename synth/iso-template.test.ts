import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTemplate, encodeTemplate, type FingerTemplate } from './iso-template.ts';

const template: FingerTemplate = {
  fgp: 2, impressionType: 0, width: 400, height: 500,
  minutiae: [{ x: 17, y: 300, direction: 64, type: 'ending' }, { x: 399, y: 4, direction: 255, type: 'bifurcation' }],
};

const templates = fc.record<FingerTemplate>({
  fgp: fc.integer({ min: 0, max: 10 }),
  impressionType: fc.integer({ min: 0, max: 15 }),
  width: fc.integer({ min: 1, max: 65_535 }),
  height: fc.integer({ min: 1, max: 65_535 }),
  minutiae: fc.array(fc.record({ x: fc.integer({ min: 0, max: 16_383 }), y: fc.integer({ min: 0, max: 16_383 }), direction: fc.integer({ min: 0, max: 255 }), type: fc.constantFrom('ending', 'bifurcation') }), { maxLength: 255 }),
});

describe('encodeTemplate()', () => {
  test('writes the bytes that ISO/IEC 19794-2:2005 clause 7 lays down', () => {
    // FMR, version 20, 42 bytes, no equipment told, 400 x 500 px at 197 px/cm, one view; right index, view 0 live plain, quality 100, two minutiae; no extended data.
    expect(Buffer.from(encodeTemplate(template)).toString('hex')).toBe([
      '464d5200', '20323000', '0000002a', '0000', '0190', '01f4', '00c5', '00c5', '01', '00',
      '02', '00', '64', '02',
      '4011', '012c', '40', '64',
      '818f', '0004', 'ff', '64',
      '0000',
    ].join(''));
  });

  test('rounds places to whole pixels', () => {
    const tenths = { ...template, minutiae: [{ x: 17.4, y: 299.6, direction: 64, type: 'ending' as const }] };
    expect(decodeTemplate(encodeTemplate(tenths)).minutiae[0]).toEqual({ x: 17, y: 300, direction: 64, type: 'ending' });
  });
});

describe('decodeTemplate()', () => {
  test('reads what was written, for any template', () => {
    fc.assert(fc.property(templates, (any) => {
      expect(decodeTemplate(encodeTemplate(any))).toEqual(any);
    }));
  });

  test('refuses hostile bytes with a reason and nothing else', () => {
    fc.assert(fc.property(templates, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat(), (any, place, byte, cut) => {
      const bytes = encodeTemplate(any);
      bytes[place % bytes.length] = byte;
      for (const hostile of [bytes, bytes.subarray(0, cut % bytes.length)]) {
        try {
          decodeTemplate(hostile);
        } catch (error) {
          expect(error).toMatchObject({ code: 'TEMPLATE_INVALID' });
        }
      }
    }));
  });
});
