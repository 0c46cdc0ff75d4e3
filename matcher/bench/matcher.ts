/**
 * The matcher measured: `npm run bench -- matcher [--seed N] [--rounds N] [--beside DIR]` its speed, stage by stage, and
 * `npm run bench -- matcher --dataset DIR [--dpi N|SET=N ...] [--fingers odd|even|all] [--out DIR] [--json]` its accuracy on real prints.
 * `--beside` names a folder with `filter_kernel.cpp`, `polar_rerank.cpp` and `extract_minutiae.rs`, earlier kernels that are built for this machine and run in
 * turn with ours; wants g++ and rustc. `--dataset` is a folder of `FINGER_IMPRESSION.png|tif|bmp|wsq`, whose folders are sets of their own.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../../src/run/folder.ts';
import { measureAccuracy } from './accuracy.ts';
import { dpiMax, dpiMin } from '../picture-file.ts';
import { fingerHalves, type FingerHalf } from './dataset.ts';
import { measureSpeed } from './speed.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '9001' }, rounds: { type: 'string', default: '5' }, beside: { type: 'string' },
    dataset: { type: 'string' }, dpi: { type: 'string', multiple: true, default: [] }, fingers: { type: 'string', default: 'all' },
    out: { type: 'string', default: join(cacheFolder(), 'bench', 'matcher') }, json: { type: 'boolean', default: false },
  },
});

const dpi = readDpi(values.dpi);
const problems = [
  ...dpi.wrong.map((text) => `--dpi ${text}: N or SET=N, N from ${dpiMin} to ${dpiMax}`),
  ...(isHalf(values.fingers) ? [] : [`--fingers ${values.fingers}: one of ${fingerHalves.join(', ')}`]),
  ...(values.dataset === undefined || existsSync(values.dataset) ? [] : [`--dataset ${values.dataset}: no such folder`]),
];
if (problems.length > 0) {
  process.stderr.write(`bench matcher cannot begin:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  process.exitCode = 2;
} else if (values.dataset === undefined) await measureSpeed({ seed: Number(values.seed), rounds: Number(values.rounds), beside: values.beside ?? null });
else await measureAccuracy({ dataset: values.dataset, ppiOf: dpi.of, fingers: values.fingers as FingerHalf, out: values.out, json: values.json });

function isHalf(text: string): boolean {
  return (fingerHalves as readonly string[]).includes(text);
}

/** Resolution of files that do not say: `N` for all, `SET=N` for one set; 500 ppi where nothing is said. */
function readDpi(texts: string[]): { of: (set: string) => number; wrong: string[] } {
  const pairs = texts.map((text) => ({ text, set: text.includes('=') ? text.slice(0, text.lastIndexOf('=')) : null, ppi: Number(text.slice(text.lastIndexOf('=') + 1)) }));
  const of = (set: string): number => pairs.find((pair) => pair.set === set)?.ppi ?? pairs.find((pair) => pair.set === null)?.ppi ?? 500;
  return { of, wrong: pairs.filter(({ ppi }) => !(ppi >= dpiMin && ppi <= dpiMax)).map(({ text }) => text) };
}
