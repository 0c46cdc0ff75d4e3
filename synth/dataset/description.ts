import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pressesOf } from '../../src/core/platen.ts';
import { descriptionFile } from './layout.ts';
import type { DatasetParameters } from './parameters.ts';

/** What made the images. */
export interface Generator {
  /** Version of the project. */
  hotspot: string;
  /** Digest of the native generators. */
  synth: string;
}

/** dataset.json. */
export interface Description {
  schemaVersion: 1;
  generator: Generator;
  parameters: DatasetParameters;
  /** SHA-256 of SHA256SUMS, hex; null until the data set is whole. */
  digest: string | null;
}

/** The description in a folder; null where there is none that can be read. */
export function readDescription(folder: string): Description | null {
  try {
    const description = JSON.parse(readFileSync(join(folder, descriptionFile), 'utf8')) as Description;
    return description.schemaVersion === 1 ? description : null;
  } catch {
    return null;
  }
}

/** Images of a whole data set. */
export function imageCount(parameters: DatasetParameters): number {
  const { people, impressions, faces } = parameters;
  return people * (pressesOf(parameters).length * impressions + faces);
}

/** The arguments that make the data set again. */
export function commandOf({ people, fap, capture, fingers, impressions, faces, preset, format, seed }: DatasetParameters): string {
  return `hotspot synth --people ${people} --fap ${fap} --capture ${capture} --fingers ${fingersText(fingers)} --impressions ${impressions} --faces ${faces} --preset ${preset} --format ${format} --seed ${seed} --out DIR`;
}

/** Finger positions as the command line takes them: runs joined, `none` for none. */
export function fingersText(fingers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const fgp of fingers) {
    const last = runs.at(-1);
    if (last && last[1] === fgp - 1) last[1] = fgp;
    else runs.push([fgp, fgp]);
  }
  return runs.length === 0 ? 'none' : runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}
