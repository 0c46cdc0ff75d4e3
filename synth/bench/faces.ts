/**
 * How synthetic faces fare with detectors and a description that were made for photographs of real people, and how fast they are made.
 *
 * `node synth/bench/faces.ts [--people N] [--seed N] [--beside DIR]`
 * `--beside DIR` builds `DIR/face_procedural.rs` with rustc and times it in alternation.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { errorRates } from '../../matcher/bench/error-rates.ts';
import { compareSpeed } from './face-speed.ts';
import { greyOf, judge, shoot, shots, type Shot, type Verdict } from './face-set.ts';
import { cropPx, describe, likeness } from './texture.ts';

const { values } = parseArgs({ options: { people: { type: 'string', default: '200' }, seed: { type: 'string', default: '9001' }, beside: { type: 'string' } } });
const people = Number(values.people);
const seed = Number(values.seed);
/** Identification is judged among this many people at most, so that figures stay comparable. */
const galleryPeople = Math.min(people, 100);

const verdicts = { bbf: shots.map((): Verdict[] => []), haar: shots.map((): Verdict[] => []) };
const descriptions = shots.map((): Float64Array[] => []);
for (let number = 0; number < people; number++) {
  for (const capture of shots.keys()) await look(number, capture);
}

process.stdout.write(`${cpus()[0]!.model}, seed ${seed}, ${people} people\n`);
for (const detector of ['bbf', 'haar'] as const) {
  for (const preset of new Set(shots)) reportDetection(detector, preset);
}
reportLikeness('mild against mild', 1, 2);
reportLikeness('mild against hard', 1, 3);
await compareSpeed(seed, values.beside);

async function look(number: number, capture: number): Promise<void> {
  const shot = await shoot(seed, number, capture);
  const found = judge('bbf', shot);
  verdicts.bbf[capture]!.push(found);
  verdicts.haar[capture]!.push(judge('haar', shot));
  if (number < galleryPeople) descriptions[capture]!.push(describe(await greyOf(shot.face, crop(shot, found), cropPx, cropPx)));
}

/** The detector's box, whole px inside the picture; the true box where it found none. */
function crop({ face }: Shot, { box }: Verdict): { left: number; top: number; width: number; height: number } {
  const [left, top, width, height] = box ? [box.left, box.top, box.width, box.height] : face.box;
  const [x, y] = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))];
  return { left: x, top: y, width: Math.min(face.width - x, Math.floor(width)), height: Math.min(face.height - y, Math.floor(height)) };
}

function reportDetection(detector: 'bbf' | 'haar', preset: (typeof shots)[number]): void {
  const all = verdicts[detector].filter((_, capture) => shots[capture] === preset).flat();
  const share = (holds: (verdict: Verdict) => boolean): string => `${((100 * all.filter(holds).length) / all.length).toFixed(1)} %`;
  process.stdout.write(`${detector.padEnd(5)}${preset.padEnd(9)} exactly one ${share(({ count }) => count === 1)}, none ${share(({ count }) => count === 0)}, about the true eyes and width ${share(({ right }) => right)} (${all.length} pictures)\n`);
}

function reportLikeness(name: string, a: number, b: number): void {
  const [probes, references] = [descriptions[a]!, descriptions[b]!];
  const scores = probes.map((probe) => references.map((reference) => likeness(probe, reference)));
  const first = scores.filter((row, i) => row.every((score, j) => j === i || score < row[i]!)).length;
  const { eer } = errorRates(scores.map((row, i) => row[i]!), scores.flatMap((row, i) => row.filter((_, j) => j !== i)));
  process.stdout.write(`local binary patterns, ${name}: EER ${(100 * eer).toFixed(1)} %, rank 1 ${((100 * first) / probes.length).toFixed(1)} % (${probes.length} people)\n`);
}
