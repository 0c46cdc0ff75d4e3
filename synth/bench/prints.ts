/**
 * Prints a second on one core, with ground truth, and the figures by which they are held against real ones.
 * `npm run bench -- synth [--seed N] [--fingers N] [--rounds N] [--beside DIR]`
 * Four impressions of 416x560 a finger at `easy`, nothing encoded; the figures are of 500 fingers, twice each. `--beside` names a folder with `fingerprint_phasor.rs`, an earlier
 * generator: it is built for this machine and runs in turn with ours, and each figure comes with the ratio of the two.
 * Wants cargo and, for `--beside`, rustc.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../src/core/clock.ts';
import { quantile } from '../../src/core/quantile.ts';
import { makeTemplates, type TemplatesRequest } from '../native.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '2019' }, fingers: { type: 'string', default: '100' }, rounds: { type: 'string', default: '5' }, beside: { type: 'string' } },
});
const root = new URL('../..', import.meta.url).pathname;
const impressions = 4;
const templatePeople = 100;
/** Of ours to the other's: prints a second at least, times at most. */
const goals = { 'prints/s': 2, 'finger ms': 0.8, 'impression ms': 0.4 };

/** One run of one generator. */
interface Run {
  'prints/s': number;
  /** Growing a finger and laying its ridges on pixels. */
  'finger ms': number;
  'impression ms': number;
}

execFileSync('cargo', ['build', '--release', '--quiet', '-p', 'hotspot-synth', '--examples'], { cwd: root, stdio: ['ignore', 2, 2] });
const example = (name: string): string => join(root, 'target/release/examples', name);
process.stdout.write(`${cpus()[0]!.model.trim()}, load ${loadavg()[0]!.toFixed(1)}, seed ${values.seed}, ${values.fingers} fingers x ${impressions}, ${values.rounds} rounds, one core; median (least - most)\n`);
const dir = mkdtempSync(join(tmpdir(), 'hotspot-prints-'));
try {
  const other = values.beside ? build(values.beside) : null;
  const ours: Run[] = [];
  const others: Run[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    if (other) others.push(toRun(execFileSync(other, [values.fingers, String(impressions), dir, '1', '80', 'easy', '--no-write'], { encoding: 'utf8' })));
    ours.push(toRun(execFileSync(example('prints'), ['-', values.fingers, String(impressions), 'easy', 'normal', values.seed], { encoding: 'utf8' })));
  }
  for (const figure of Object.keys(goals) as (keyof Run)[]) report(figure, ours, others);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
await reportTemplates();
process.stdout.write(execFileSync(example('realism'), ['500', '2', values.seed], { encoding: 'utf8' }));

/** Ten-print people made as the matcher's templates, without prints: one call is one thread. */
async function reportTemplates(): Promise<void> {
  const request: TemplatesRequest = { seed: Number(values.seed), from: 0, count: templatePeople, fingers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], preset: 'easy', widthPx: 416, heightPx: 560 };
  const rates: number[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const startMs = systemClock.nowMs();
    await makeTemplates(request);
    rates.push((10_000 * templatePeople) / (systemClock.nowMs() - startMs));
  }
  rates.sort((a, b) => a - b);
  process.stdout.write(`templates without prints ${quantile(rates, 0.5).toFixed(0)} fingers/s (${rates[0]!.toFixed(0)} - ${rates.at(-1)!.toFixed(0)}), goal >= 2000\n`);
}

function build(folder: string): string {
  const program = join(dir, 'other');
  execFileSync('rustc', ['--edition', '2021', '-C', 'opt-level=3', '-C', 'target-cpu=native', '-o', program, join(folder, 'fingerprint_phasor.rs')], { stdio: ['ignore', 2, 'ignore'] });
  return program;
}

/** Both generators name their times alike: the other tells master and ridge map apart. */
function toRun(text: string): Run {
  const ms = (name: string): number => Number(new RegExp(`${name} ([\\d.]+) ms`).exec(text)?.[1] ?? 0);
  const fingerMs = ms('finger') + ms('master') + ms('ridge map');
  return { 'prints/s': 1000 * impressions / (fingerMs + impressions * ms('impression')), 'finger ms': fingerMs, 'impression ms': ms('impression') };
}

function report(figure: keyof Run, ours: Run[], others: Run[]): void {
  const spread = (runs: Run[]): string => {
    const sorted = runs.map((run) => run[figure]).sort((a, b) => a - b);
    return `${quantile(sorted, 0.5).toFixed(2)} (${sorted[0]!.toFixed(2)} - ${sorted.at(-1)!.toFixed(2)})`;
  };
  const ratios = others.map((other, round) => ours[round]![figure] / other[figure]).sort((a, b) => a - b);
  const beside = ratios.length > 0 ? `; beside ${spread(others)}, ratio ${quantile(ratios, 0.5).toFixed(2)} (${ratios[0]!.toFixed(2)} - ${ratios.at(-1)!.toFixed(2)}) [${figure === 'prints/s' ? '>=' : '<='} ${goals[figure]}]` : '';
  process.stdout.write(`${figure.padEnd(14)}${spread(ours)}${beside}\n`);
}
