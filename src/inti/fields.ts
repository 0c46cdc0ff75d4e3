import { textOf } from './bytes.ts';
import type { TaggedRecord } from './records.ts';

/** Text of a field; null where it is missing. The first one counts. */
export function fieldText(record: TaggedRecord, number: number): string | null {
  const found = record.fields.find((field) => field.number === number);
  return found ? textOf(found.value) : null;
}

/** A field that is a whole number; null where it is missing or anything else. Leading zeros are fine. */
export function fieldNumber(record: TaggedRecord, number: number): number | null {
  const text = fieldText(record, number);
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** Bytes of a field; empty where it is missing. */
export function fieldBytes(record: TaggedRecord, number: number): Uint8Array {
  return record.fields.find((field) => field.number === number)?.value ?? new Uint8Array();
}
