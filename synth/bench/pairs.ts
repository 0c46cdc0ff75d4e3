/**
 * How minutiae lie to each other, as the project's extractor sees them: synthetic prints against real ones.
 * `npm run bench -- pairs [--seed N] [--fingers N] [--dataset DIR ...]`
 * `--dataset` is a folder of prints as `npm run bench -- matcher` takes them; all together are the real ones, and their histogram is printed last.
 * Without it the stored one of FVC2002 is (`real-pairs.ts`).
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { listPrints, readPrint } from '../../matcher/bench/dataset.ts';
import { extractMinutiae } from '../../matcher/index.ts';
import { encodeWsq } from '../native.ts';
import { extractedPrints, rateBitsPerPx } from './extracted-prints.ts';
import { histogramDistance, pairHistogram, sameSense, type Located } from './pair-histogram.ts';
import { realPairs } from './real-pairs.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '2019' }, fingers: { type: 'string', default: '200' }, dataset: { type: 'string', multiple: true, default: [] } } });
const unknownPpi = 500;

const sets = await readSets(values.dataset);
const real = sets.size > 0 ? pairHistogram([...sets.values()].flat()) : realPairs;
process.stdout.write(`${cpus()[0]!.model.trim()}, seed ${values.seed}, ${values.fingers} fingers; real prints: ${sets.size > 0 ? [...sets.keys()].join(', ') : 'FVC2002, as stored'}\n`);
report('real', real);
for (const [set, prints] of sets) report(set, pairHistogram(prints));
for (const preset of ['easy', 'field'] as const) {
  report(preset, pairHistogram(await extractedPrints(preset, Number(values.seed), Number(values.fingers))));
}
if (sets.size > 0) process.stdout.write(`${JSON.stringify(real.map((row) => row.map((share) => Number(share.toFixed(4)))))}\n`);

/** Minutiae of every print, in px at 500 ppi, by set. */
async function readSets(folders: string[]): Promise<Map<string, Located[][]>> {
  const found = new Map<string, Located[][]>();
  for (const file of folders.flatMap((folder) => listPrints(folder, 'all'))) {
    const { set, pixels, width, height, ppi } = await readPrint(file, unknownPpi);
    const { minutiae } = await extractMinutiae(await encodeWsq(pixels, width, height, rateBitsPerPx));
    const scale = 500 / ppi;
    found.set(set, [...found.get(set) ?? [], minutiae.map(({ x, y, direction }) => ({ x: x * scale, y: y * scale, direction }))]);
  }
  return found;
}

function report(name: string, shares: number[][]): void {
  const { px, degrees } = histogramDistance(shares, real);
  process.stdout.write(`${name.padEnd(8)} of neighbours 24-48 px apart point the same way ${sameSense(shares).toFixed(3)}; from the real ones ${px.toFixed(2)} px, ${degrees.toFixed(2)} degrees (earth mover's distance)\n`);
}
