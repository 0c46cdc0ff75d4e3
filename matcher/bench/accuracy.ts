/**
 * Accuracy of the native matcher over folders of prints, by the protocol of the Fingerprint Verification Competition:
 * genuine = every unordered pair of impressions of one finger; impostor = every pair of prints of different fingers, within the folder
 * for a folder's figures, across all folders for the pooled ones.
 *
 * `node matcher/bench/accuracy.ts --dataset DIR [--dataset DIR:PPI ...] [--fingers odd|even|all] [--threads N] [--scores FILE]`
 * A folder holds `FINGER_IMPRESSION.png`, 8-bit grey; 500 ppi unless said.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { native } from '../native.ts';
import { errorRates } from './error-rates.ts';

interface Print {
  set: string;
  finger: string;
  template: Buffer;
  minutiae: number;
  ms: number;
}

const { values } = parseArgs({
  options: {
    dataset: { type: 'string', multiple: true },
    fingers: { type: 'string', default: 'all' },
    threads: { type: 'string', default: '2' },
    scores: { type: 'string' },
  },
});

if (!values.dataset) {
  process.stderr.write('usage: node matcher/bench/accuracy.ts --dataset DIR[:PPI] ... [--fingers odd|even|all] [--threads N] [--scores FILE]\n');
  process.exit(2);
}

process.stdout.write(`${cpus()[0]!.model}, ${native.version()}\n`);
const prints: Print[] = [];
for (const dataset of values.dataset) {
  const [folder, ppi = '500'] = dataset.split(':');
  for (const file of readdirSync(folder!).filter(wanted).sort()) prints.push(await readPrint(folder!, file, Number(ppi)));
}

const { rerank, filter, ms } = await native.benchScores(prints.map((print) => print.template), Number(values.threads));
const pairs = prints.flatMap((a, i) => prints.slice(i + 1).map((b) => ({ a, b, sameSet: a.set === b.set, genuine: a.set === b.set && a.finger === b.finger })));
for (const [stage, scores] of [['rerank', rerank], ['filter', filter]] as const) {
  for (const set of new Set(prints.map((print) => print.set))) line(`${stage} ${set}`, scores, (pair) => pair.sameSet && pair.a.set === set);
  line(`${stage} pooled`, scores, () => true);
}
const each = prints.map((print) => print.ms).sort((a, b) => a - b);
const mean = (xs: number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;
process.stdout.write(`${prints.length} prints, ${mean(prints.map((print) => print.minutiae)).toFixed(1)} coded minutiae, extraction ${mean(each).toFixed(2)} ms mean ${each[0]!.toFixed(2)} least\n`);
process.stdout.write(`rerank ${(pairs.length / ms[0]!).toFixed(1)} k/s on ${values.threads} threads, filter ${(pairs.length / ms[1]! / 1000).toFixed(2)} M/s on one\n`);
if (values.scores) writeFileSync(values.scores, pairs.map((pair, k) => `${pair.genuine ? 1 : 0} ${rerank[k]} ${filter[k]}\n`).join(''));

function line(title: string, scores: Uint32Array, keep: (pair: (typeof pairs)[number]) => boolean): void {
  const genuine: number[] = [];
  const impostor: number[] = [];
  pairs.forEach((pair, k) => {
    if (keep(pair)) (pair.genuine ? genuine : impostor).push(scores[k]!);
  });
  const rates = errorRates(genuine, impostor);
  const percent = (rate: number): string => (100 * rate).toFixed(2).padStart(6);
  process.stdout.write(`${title.padEnd(20)} EER ${percent(rates.eer)}  FNMR at 1e-3 ${percent(rates.fnmrAt(1e-3))}  1e-4 ${percent(rates.fnmrAt(1e-4))}  0 ${percent(rates.fnmrAt(0))} %  (${genuine.length} genuine, ${impostor.length} impostor)\n`);
}

function wanted(file: string): boolean {
  const finger = Number(/^(\d+)_\d+\.png$/.exec(file)?.[1] ?? Number.NaN);
  if (Number.isNaN(finger)) return false;
  return values.fingers === 'all' || (finger % 2 === 1) === (values.fingers === 'odd');
}

async function readPrint(folder: string, file: string, ppi: number): Promise<Print> {
  const { data, info } = await sharp(join(folder, file)).greyscale().raw().toBuffer({ resolveWithObject: true });
  return { set: basename(folder), finger: file.split('_')[0]!, ...(await native.benchTemplate(data, info.width, info.height, ppi)) };
}
