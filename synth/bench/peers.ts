/**
 * SourceAFIS as a judge of the prints from outside: does it see the minutiae that are there, does it take different fingers for one, and how
 * hard are the presets? `npm run bench -- peers [--seed N] [--fingers N] [--impostors N]`
 * `--fingers` captured four times at each preset, `--impostors` captured once at `easy`. Wants Java 17 and Maven; Maven fetches SourceAFIS 3.18.1.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { errorRates } from '../../matcher/bench/error-rates.ts';
import { runJudge, sourceAfisClasspath } from '../../matcher/bench/source-afis.ts';
import { quantile } from '../../src/core/quantile.ts';
import { makePrint, type Preset, type TrueMinutia } from '../native.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '2019' }, fingers: { type: 'string', default: '200' }, impostors: { type: 'string', default: '500' } } });
const seed = Number(values.seed);
/** An extracted minutia within this distance of a true one is that one. */
const tolerancePx = 10;
/** At 40 SourceAFIS states an FMR of 0.01 %. */
const threshold = 40;
const eerPercentGoal: Record<string, number> = { easy: 0.1, field: 1.5, hard: 6 };

type Seen = [x: number, y: number, type: 0 | 1];

/** What SourceAFIS makes of a set of prints. */
interface Judged {
  truths: TrueMinutia[][];
  seen: Seen[][];
  genuine: number[];
  impostor: number[];
}

const dir = mkdtempSync(join(tmpdir(), 'hotspot-peers-'));
try {
  const classpath = sourceAfisClasspath('peers');
  if (classpath === null) process.exit(0);
  process.stdout.write(`${cpus()[0]!.model.trim()}, SourceAFIS 3.18.1, seed ${seed}, 416x560; goals in brackets\n`);
  const once = await judge(classpath, 'easy', Number(values.impostors), 1);
  reportExtraction(once);
  reportImpostors(once.impostor);
  for (const preset of ['easy', 'field', 'hard'] as const) reportLadder(preset, await judge(classpath, preset, Number(values.fingers), 4));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function judge(classpath: string, preset: Preset, fingers: number, impressions: number): Promise<Judged> {
  const folder = join(dir, `${preset}-${impressions}`);
  mkdirSync(folder);
  const shots = Array.from({ length: fingers * impressions }, (_, n) => ({ finger: Math.floor(n / impressions), impression: n % impressions }));
  const truths: TrueMinutia[][] = [];
  for (let n = 0; n < shots.length; n += availableParallelism()) {
    const prints = await Promise.all(shots.slice(n, n + availableParallelism()).map(({ finger, impression }) => makePrint({
      seed, person: Math.floor(finger / 10), finger: finger % 10 + 1, impression, preset, widthPx: 416, heightPx: 560, condition: 'normal',
    })));
    prints.forEach((print, k) => writeFileSync(join(folder, `${n + k}.raw`), print.pixels));
    truths.push(...prints.map(({ minutiae }) => minutiae));
  }
  writeFileSync(join(folder, 'prints.txt'), shots.map(({ finger }, n) => `${finger} 416 560 ${n}.raw 500\n`).join(''));
  runJudge(classpath, folder, 'firsts');
  const scores = readFileSync(join(folder, 'scores.txt'), 'utf8').split('\n').filter(Boolean).map((line) => line.split(' ').map(Number) as [number, number]);
  const of = (mated: number): number[] => scores.filter(([kind]) => kind === mated).map(([, score]) => score);
  return { truths, seen: JSON.parse(readFileSync(join(folder, 'minutiae.json'), 'utf8')) as Seen[][], genuine: of(1), impostor: of(0) };
}

function reportExtraction({ truths, seen }: Judged): void {
  let [found, rightType, wanted, judged, taken] = [0, 0, 0, 0, 0];
  truths.forEach((truth, n) => {
    const free = new Set(seen[n]!);
    // Beyond the outermost true minutiae the rim of the contact has ridges whose minutiae are not counted: nothing there is judged.
    taken += seen[n]!.length;
    judged += seen[n]!.filter(([x, y]) => truth.some((t) => Math.hypot(t.x - x, t.y - y) < tolerancePx) || surrounded(truth, x, y)).length;
    wanted += truth.length;
    for (const minutia of truth) {
      const nearest = [...free].map((s) => ({ s, px: Math.hypot(s[0] - minutia.x, s[1] - minutia.y) })).sort((a, b) => a.px - b.px)[0];
      if (!nearest || nearest.px > tolerancePx) continue;
      free.delete(nearest.s);
      found += 1;
      rightType += Number((nearest.s[2] === 1) === (minutia.type === 'bifurcation'));
    }
  });
  const forks = seen.flat().filter(([, , type]) => type === 1).length / taken;
  process.stdout.write(`extraction, easy, ${truths.length} prints: recall ${(found / wanted).toFixed(3)} [.92], precision ${(found / judged).toFixed(3)} [.93], type ${(rightType / found).toFixed(3)} [.88]; ${(wanted / truths.length).toFixed(1)} true, ${(taken / truths.length).toFixed(1)} seen, bifurcations ${forks.toFixed(2)} of those seen\n`);
}

/** Whether true minutiae lie in all four quarters about a point. */
function surrounded(truth: TrueMinutia[], x: number, y: number): boolean {
  return new Set(truth.map((t) => 2 * Number(t.x > x) + Number(t.y > y))).size === 4;
}

function reportImpostors(scores: number[]): void {
  const sorted = scores.toSorted((a, b) => a - b);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const matched = scores.filter((score) => score >= threshold).length;
  process.stdout.write(`impostors, easy, ${scores.length} pairs: mean ${mean.toFixed(2)} [2.0-2.8], p99 ${quantile(sorted, 0.99).toFixed(1)} [13-18], p99.9 ${quantile(sorted, 0.999).toFixed(1)}, most ${sorted.at(-1)!.toFixed(1)}; FMR at ${threshold}: ${(100 * matched / scores.length).toFixed(4)} % (${matched}) [0.01]\n`);
}

function reportLadder(preset: Preset, { genuine, impostor }: Judged): void {
  const rates = errorRates(genuine, impostor);
  const missed = genuine.filter((score) => score < threshold).length;
  process.stdout.write(`${preset}: ${genuine.length} genuine, ${impostor.length} impostor pairs: EER ${(100 * rates.eer).toFixed(2)} % [${eerPercentGoal[preset]}], FNMR at FMR 1e-3 ${(100 * rates.fnmrAt(1e-3)).toFixed(2)} %, at ${threshold} ${(100 * missed / genuine.length).toFixed(2)} %\n`);
}
