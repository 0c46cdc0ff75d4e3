/** One field of a tagged record: `T.NNN:value`. The value keeps its separators; image data is bytes as they are. */
export interface Field {
  number: number;
  value: Uint8Array;
}

/** A tagged record (Type-1, 2, 10, 14, ...): fields in file order, LEN (001) left out, since it follows from the rest. */
export interface TaggedRecord {
  type: number;
  fields: Field[];
}

/** A Type-4 record: binary, 18 bytes of header (ANSI/NIST-ITL 1-2000, clause 11). */
export interface Type4Record {
  type: 4;
  idc: number;
  impressionType: number;
  /** Finger positions, 255 = none. */
  positions: number[];
  /** 0 = 19.68 px/mm, 1 = as in 1.011. */
  scanningResolution: number;
  width: number;
  height: number;
  /** Compression: 0 none, 1 WSQ20, ... */
  compression: number;
  data: Uint8Array;
}

export type IntiRecord = TaggedRecord | Type4Record;

export function isType4(record: IntiRecord): record is Type4Record {
  return 'positions' in record;
}

/** Image data is always the last field, 999. */
export const dataField = 999;
