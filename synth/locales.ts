import { allLocales, base, en, Faker, type LocaleDefinition } from '@faker-js/faker';

/**
 * Names by country of origin, where faker has a locale for a language spoken there; other countries fall back to English names, which
 * each record says of itself (`locale: 'en'`).
 */
const localeOf: Record<string, keyof typeof allLocales> = {
  AF: 'fa', IR: 'fa', PK: 'ur', BD: 'bn_BD', VN: 'vi', IN: 'ta_IN', NP: 'ne', TR: 'tr', UZ: 'uz_UZ_latin', MN: 'mn_MN_cyrl',
  SY: 'ar', IQ: 'ar', MA: 'ar', SD: 'ar', EG: 'ar', DZ: 'ar', TN: 'ar', LY: 'ar', YE: 'ar',
  BA: 'hr', HR: 'hr', RS: 'sr_RS_latin', ME: 'sr_RS_latin', MK: 'mk', SI: 'sl_SI', HU: 'hu', RO: 'ro', GR: 'el', UA: 'uk', RU: 'ru',
  SN: 'fr_SN', ML: 'fr', NE: 'fr', BF: 'fr', CI: 'fr', NG: 'en_NG', GH: 'en_GH', GB: 'en_GB', DE: 'de', AT: 'de_AT', FR: 'fr', IT: 'it',
};

/** The locale used for a country, and a seeded faker in it. */
export function fakerFor(country: string, seed: number): { locale: string; faker: Faker } {
  const locale = localeOf[country] ?? 'en';
  const definitions: LocaleDefinition[] = [allLocales[locale], en, base];
  const faker = new Faker({ locale: definitions });
  faker.seed(seed);
  return { locale, faker };
}
