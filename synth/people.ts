import type { PersonRef } from '../src/core/plan.ts';
import { deriveSeed, stream } from '../src/core/random.ts';
import { checkDigit } from './document.ts';
import { fakerFor } from './locales.ts';

/** A synthetic adult. Every record says so itself. */
export interface Person {
  ref: PersonRef;
  sex: 'female' | 'male';
  /** ISO date. */
  birthDate: string;
  /** ISO 3166-1 alpha-2. */
  nationality: string;
  familyName: string;
  givenName: string;
  /** faker's locale of the names. */
  locale: string;
  /** Number with its ICAO 9303 check digit behind it. */
  documentNumber: string;
  /** Skin tone for the portrait, 0 light to 1 dark. */
  tone: number;
  remarks: 'SPECIMEN';
}

/** Ages at the year of reference: adults only, median in the twenties, thin above sixty. */
const adultAge = 18;
const oldestAge = 75;
const meanYearsAboveAdult = 13;

/** Mean and spread of the skin tone by origin; the ranges overlap widely, since no country has one. */
const toneOf: Record<string, number> = {
  AF: 0.4, IR: 0.36, PK: 0.5, BD: 0.58, IN: 0.58, VN: 0.38, SY: 0.34, IQ: 0.4, MA: 0.42, SD: 0.8, BA: 0.2, AL: 0.24,
  SN: 0.88, ML: 0.86, NE: 0.84, BF: 0.86, NG: 0.86,
};
const toneDefault = 0.3;
const toneDeviation = 0.1;

/**
 * The person behind a reference. Pure: needs nothing but its arguments.
 * @param origins weights that sum to 1
 * @param adultIn year in which the person is 18 or older
 */
export function makePerson(ref: PersonRef, origins: readonly { country: string; weight: number }[], adultIn: number): Person {
  const random = stream(ref.seed, 'person', ref.number);
  const nationality = pickOrigin(origins, random.unit());
  const sex = random.chance(0.35) ? 'female' : 'male';
  const age = Math.min(oldestAge, Math.floor(adultAge + random.exponential(meanYearsAboveAdult)));
  const birthDate = `${adultIn - age - 1}-${pad(random.int(1, 12))}-${pad(random.int(1, 28))}`;
  const { locale, faker } = fakerFor(nationality, deriveSeed(ref.seed, 'names', ref.number) % 0x1_0000_0000);
  const number = `P${String(random.int(0, 9_999_999)).padStart(7, '0')}`;
  return {
    ref,
    sex,
    birthDate,
    nationality,
    familyName: faker.person.lastName(sex),
    givenName: faker.person.firstName(sex),
    locale,
    documentNumber: `${number}${checkDigit(number.padEnd(9, '<'))}`,
    tone: Math.min(1, Math.max(0, random.normal(toneOf[nationality] ?? toneDefault, toneDeviation))),
    remarks: 'SPECIMEN',
  };
}

/** Full years at the end of a year. */
export function ageIn(person: Person, year: number): number {
  return year - Number(person.birthDate.slice(0, 4));
}

function pickOrigin(origins: readonly { country: string; weight: number }[], unit: number): string {
  let rest = unit;
  for (const { country, weight } of origins) {
    if (rest < weight) return country;
    rest -= weight;
  }
  return origins.at(-1)!.country;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
