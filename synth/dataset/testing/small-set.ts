import { makeDataset, type DatasetJob } from '../make.ts';
import type { DatasetParameters } from '../parameters.ts';

/** Three people, two impressions of the right index, one face. */
export const smallParameters: DatasetParameters = { seed: 5, people: 3, fap: 30, capture: 'plain', fingers: [2], impressions: 2, faces: 1, preset: 'field', format: 'png' };

/** Begins a small data set; what is not given is of no matter to the test. */
export function smallJob(folder: string, other: Partial<DatasetJob> = {}): DatasetJob {
  return {
    folder, parameters: smallParameters, generator: { hotspot: '0', synth: '0' }, force: false, threads: 2,
    pack: ({ number }) => Promise.resolve(Buffer.from(`packed ${number}`)), drawPage: () => '<!doctype html>', onImage: () => {}, signal: new AbortController().signal, ...other,
  };
}

/** Makes a small data set. */
export function makeSmall(folder: string, other: Partial<DatasetJob> = {}): ReturnType<typeof makeDataset> {
  return makeDataset(smallJob(folder, other));
}
