import { formatTcn } from '../../core/tcn.ts';
import { decodeFile } from '../decode.ts';
import { encodeFile, field } from '../encode.ts';
import type { IntiRecord, TaggedRecord, Type4Record } from '../records.ts';
import { encodeSearch } from '../search.ts';
import type { Search } from '../types.ts';
import { jpegOf, wsqOf } from './images.ts';

/** A good search of both index fingers and a face; IDCs 1, 2 and 3. */
export const search: Search = {
  tot: 'NPS', tcn: formatTcn(26, 42), ori: 'AL/SITE01', dai: 'ZZ/GATEWAY', priority: 4, atMs: Date.UTC(2026, 2, 14, 10, 15, 30),
  fingers: [2, 7].map((fgp) => ({ fgp, impressionType: 0, width: 400, height: 500, wsq: wsqOf(400, 500) })),
  face: { width: 480, height: 600, jpeg: jpegOf(480, 600) },
};

/** The records of a file, to be changed. */
export interface Edited {
  /** In file order. */
  all: IntiRecord[];
  /** The first tagged record of a type. */
  of: (type: number) => TaggedRecord;
  /** The first Type-4 record. */
  finger: () => Type4Record;
  /** Sets, adds (before the image) or removes a field of the first record of a type. */
  set: (type: number, number: number, text: string | null) => void;
}

/** The good search, changed; its LENs are right again afterwards. */
export function fileWith(change: (records: Edited) => void, fingerRecord: 4 | 14 = 4, of: Search = search): Uint8Array {
  const { records } = decodeFile(encodeSearch(of, { fingerRecord }));
  const first = (type: number): unknown => records.find((record) => record.type === type);
  change({
    all: records,
    of: (type) => first(type) as TaggedRecord,
    finger: () => first(4) as Type4Record,
    set(type, number, text) {
      const { fields } = first(type) as TaggedRecord;
      const at = fields.findIndex((found) => found.number >= number);
      const found = fields[at]?.number === number ? 1 : 0;
      fields.splice(at < 0 ? fields.length : at, found, ...(text === null ? [] : [field(number, text)]));
    },
  });
  return encodeFile(records);
}
