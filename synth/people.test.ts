import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDigit } from './document.ts';
import { ageIn, makePerson } from './people.ts';

const origins = [{ country: 'AF', weight: 0.5 }, { country: 'SN', weight: 0.3 }, { country: 'XK', weight: 0.2 }];

describe('makePerson()', () => {
  test('gives adults only, with a right check digit and marked as a specimen', () => {
    fc.assert(fc.property(fc.maxSafeNat(), fc.nat(), fc.integer({ min: 1990, max: 2100 }), (seed, number, year) => {
      const person = makePerson({ seed, number }, origins, year);
      expect(ageIn(person, year)).toBeGreaterThanOrEqual(18);
      expect(person.birthDate < `${year - 18}-12-31`).toBe(true);
      expect(person.documentNumber.at(-1)).toBe(checkDigit(person.documentNumber.slice(0, -1).padEnd(9, '<')));
      expect(person.remarks).toBe('SPECIMEN');
      expect(person.familyName).not.toBe('');
      expect(person.givenName).not.toBe('');
    }));
  });

  test('needs nothing but its arguments: the same person in any order', () => {
    const one = makePerson({ seed: 7, number: 3 }, origins, 2021);
    makePerson({ seed: 7, number: 4 }, origins, 2021);
    expect(makePerson({ seed: 7, number: 3 }, origins, 2021)).toEqual(one);
  });

  test('draws origins by their weights and falls back to English names where there is no locale', () => {
    const people = Array.from({ length: 2_000 }, (_, number) => makePerson({ seed: 11, number }, origins, 2021));
    const share = (country: string): number => people.filter((person) => person.nationality === country).length / people.length;
    expect(share('AF')).toBeCloseTo(0.5, 1);
    expect(share('SN')).toBeCloseTo(0.3, 1);
    expect(people.find((person) => person.nationality === 'XK')!.locale).toBe('en');
    expect(people.find((person) => person.nationality === 'AF')!.locale).toBe('fa');
  });
});

describe('checkDigit()', () => {
  test('agrees with the specimen of ICAO Doc 9303 part 4, appendix A', () => {
    expect(checkDigit('L898902C3')).toBe('6');
    expect(checkDigit('740812')).toBe('2');
    expect(checkDigit('120415')).toBe('9');
  });
});
