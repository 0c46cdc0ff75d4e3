import type { PersonImages } from '../../synth/dataset/person.ts';
import { captureYear } from '../../synth/dataset/parameters.ts';
import { formatTcn } from '../core/tcn.ts';
import { encodeSearch, readSearch } from '../inti/search.ts';
import { defaultRules } from '../inti/validate.ts';

/** ZZ belongs to no country (ISO 3166, user-assigned). */
const agency = 'ZZ/SPECIMEN';
const priority = 4;

/** A person of a data set as an INT-I search: NPS with prints, NPP with a face alone. */
export function packPerson({ number, fingers, face }: PersonImages): Uint8Array {
  return encodeSearch({
    tot: fingers.length > 0 ? 'NPS' : 'NPP', tcn: formatTcn(captureYear % 100, number), ori: agency, dai: agency, priority, atMs: Date.UTC(captureYear, 0, 1), fingers, face,
  });
}

/**
 * What is wrong with such a file: the findings of INT-I's validator, else other images than it should hold.
 * @param fingers positions that it should hold
 * @throws AppError INTI_NOT_A_FILE
 */
export function checkPersonFile(bytes: Uint8Array, fingers: readonly number[], hasFace: boolean): string[] {
  const read = readSearch(bytes, defaultRules);
  if ('refused' in read) return read.refused.map(({ code, idc, field, text }) => `finding ${code}, IDC ${idc}, field ${field}: ${text}`);
  const held = read.search.fingers.map((finger) => finger.fgp);
  return [
    ...(held.join() === fingers.join() ? [] : [`holds fingers ${held.join(', ')}, expected ${fingers.join(', ')}`]),
    ...((read.search.face !== null) === hasFace ? [] : [hasFace ? 'holds no face' : 'holds a face']),
  ];
}
