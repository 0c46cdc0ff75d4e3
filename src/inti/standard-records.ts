import { formatDate, formatGmt } from './dates.ts';
import { field } from './encode.ts';
import type { Field, TaggedRecord } from './records.ts';
import { defaultRules } from './validate.ts';

/** 1.011 and 1.012: pixels/mm of Type-4 images, or none in the file. */
export const resolution = { native: '19.68', none: '00.00' };

/** Content of a Type-1 record, beside its constants. */
export interface Type1Content {
  content: string;
  tot: string;
  tcn: string;
  /** The TCN answered; null in a search. */
  tcr: string | null;
  ori: string;
  dai: string;
  priority: number;
  atMs: number;
  density: string;
}

/** Type-1 of INT-I 4.22 (field list of Council Decision 2008/616/JHA, Annex ch. 2). */
export function type1Record(values: Type1Content): TaggedRecord {
  const { ver, dom } = defaultRules;
  return {
    type: 1,
    fields: [
      field(2, ver), field(3, values.content), field(4, values.tot), field(5, formatDate(values.atMs)), field(6, String(values.priority)), field(7, values.dai), field(8, values.ori),
      field(9, values.tcn), ...(values.tcr === null ? [] : [field(10, values.tcr)]), field(11, values.density), field(12, values.density), field(13, dom), field(14, formatGmt(values.atMs)),
    ],
  };
}

/** Type-2, IDC 00, with SYS and the fields given. */
export function type2Record(fields: Field[]): TaggedRecord {
  return { type: 2, fields: [field(2, '00'), field(3, defaultRules.sys), ...fields] };
}
