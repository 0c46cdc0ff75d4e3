import type { Face, Preset, PrintCondition, SlapFinger, TrueMinutia } from '../native.ts';
import type { Person } from '../people.ts';

/** A line of truth.jsonl: an image and what is true of it; of a slap, one line a finger. */
export type TruthLine = PrintTruth | FaceTruth;

interface ImageTruth {
  person: number;
  /** Number of the capture of this finger or face, from 1. */
  impression: number;
  /** Path inside the data set. */
  file: string;
  /** px */
  width: number;
  /** px */
  height: number;
}

export interface PrintTruth extends ImageTruth {
  /** FGP 1..10. */
  finger: number;
  /** The same minutiae as an ISO/IEC 19794-2:2005 record. */
  template: string;
  preset: Preset;
  condition: PrintCondition;
  /** Only of a finger of a slap: position of the slap (13, 14, 15, 40..45) and where the finger lies in it. Places of the line are px of the slap. */
  slap?: { position: number } & Pick<SlapFinger, 'area' | 'turnDeg'>;
  minutiae: TrueMinutia[];
}

export interface FaceTruth extends ImageTruth, Pick<Face, 'eyes' | 'box'> {
  finger: 'face';
}

/** A line of people.jsonl. */
export interface PersonLine extends Omit<Person, 'ref'> {
  person: number;
}

export function personLine({ ref, ...biography }: Person): PersonLine {
  return { person: ref.number, ...biography };
}

export function isPrint(line: TruthLine): line is PrintTruth {
  return line.finger !== 'face';
}

/** Text of lines, each a JSON value. */
export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
