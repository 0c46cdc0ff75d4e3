/**
 * The matcher measured: `npm run bench -- matcher [--seed N] [--rounds N] [--beside DIR]` its speed, stage by stage, and
 * `npm run bench -- matcher --dataset DIR [--dpi N|SET=N ...] [--fingers odd|even|all] [--out DIR] [--json]` its accuracy on real prints.
 * `--beside` names a folder with `filter_kernel.cpp`, `polar_rerank.cpp` and `extract_minutiae.rs`, earlier kernels that are built for this machine and run in
 * turn with ours; wants g++ and rustc. `--dataset` is a folder of `FINGER_IMPRESSION.png|tif|bmp|wsq`, whose folders are sets of their own.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../../src/run/folder.ts';
import { measureAccuracy } from './accuracy.ts';
import type { FingerHalf } from './dataset.ts';
import { measureSpeed } from './speed.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '9001' }, rounds: { type: 'string', default: '5' }, beside: { type: 'string' },
    dataset: { type: 'string' }, dpi: { type: 'string', multiple: true, default: [] }, fingers: { type: 'string', default: 'all' },
    out: { type: 'string', default: join(cacheFolder(), 'bench', 'matcher') }, json: { type: 'boolean', default: false },
  },
});

if (values.dataset === undefined) await measureSpeed({ seed: Number(values.seed), rounds: Number(values.rounds), beside: values.beside ?? null });
else {
  const bySet = new Map(values.dpi.filter((text) => text.includes('=')).map((text) => [text.split('=')[0]!, Number(text.split('=')[1])]));
  const ppi = Number(values.dpi.find((text) => !text.includes('=')) ?? 500);
  await measureAccuracy({ dataset: values.dataset, ppiOf: (set) => bySet.get(set) ?? ppi, fingers: values.fingers as FingerHalf, out: values.out, json: values.json });
}
