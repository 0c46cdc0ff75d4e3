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
import { greyOf, judge, shoot, shots, type Box, type Shot, type Verdict } from './face-set.ts';
import { cropPx, describe, likeness } from './texture.ts';

const { values } = parseArgs({ options: { people: { type: 'string', default: '200' }, seed: { type: 'string', default: '50321' }, beside: { type: 'string' } } });
const people = Number(values.people);
const seed = Number(values.seed);
/** Identification is judged among this many people at most, so that figures stay comparable. */
const galleryPeople = Math.min(people, 100);

const verdicts = { bbf: shots.map((): Verdict[] => []), haar: shots.map((): Verdict[] => []) };
const descriptions = { box: shots.map((): Float64Array[] => []), eyes: shots.map((): Float64Array[] => []) };
for (let number = 0; number < people; number++) {
  for (const capture of shots.keys()) await look(number, capture);
}

process.stdout.write(`${cpus()[0]!.model}, seed ${seed}, ${people} people\n`);
for (const detector of ['bbf', 'haar'] as const) {
  for (const preset of new Set(shots)) reportDetection(detector, preset);
}
for (const preset of new Set(shots)) reportEither(preset);
for (const by of ['eyes', 'box'] as const) {
  reportLikeness('mild against mild', by, 1, 2);
  reportLikeness('mild against hard', by, 1, 3);
}
await compareSpeed(seed, values.beside);

async function look(number: number, capture: number): Promise<void> {
  const shot = await shoot(seed, number, capture);
  const found = judge('haar', shot);
  verdicts.haar[capture]!.push(found);
  verdicts.bbf[capture]!.push(judge('bbf', shot));
  if (number >= galleryPeople) return;
  descriptions.box[capture]!.push(await describeCrop(shot, found.box ?? aboutEyes(shot)));
  descriptions.eyes[capture]!.push(await describeCrop(shot, aboutEyes(shot)));
}

/** Twice the distance of the true eyes wide, with the eyes at 3/8 of its height. */
function aboutEyes({ face: { eyes: [a, b] } }: Shot): Box {
  const apart = Math.hypot(b[0] - a[0], b[1] - a[1]);
  return { left: (a[0] + b[0]) / 2 - apart, top: (a[1] + b[1]) / 2 - 0.75 * apart, width: 2 * apart, height: 2 * apart };
}

/** Of what lies in a box, as far as it is in the picture. */
async function describeCrop({ face }: Shot, box: Box): Promise<Float64Array> {
  const [left, top] = [Math.max(0, Math.round(box.left)), Math.max(0, Math.round(box.top))];
  const part = { left, top, width: Math.min(face.width - left, Math.round(box.width)), height: Math.min(face.height - top, Math.round(box.height)) };
  return describe(await greyOf(face, part, cropPx, cropPx));
}

function reportDetection(detector: 'bbf' | 'haar', preset: (typeof shots)[number]): void {
  const all = verdicts[detector].filter((_, capture) => shots[capture] === preset).flat();
  const share = (holds: (verdict: Verdict) => boolean): string => `${((100 * all.filter(holds).length) / all.length).toFixed(1)} %`;
  process.stdout.write(`${detector.padEnd(5)}${preset.padEnd(9)} exactly one ${share(({ count }) => count === 1)}, none ${share(({ count }) => count === 0)}, about the true eyes and width ${share(({ right }) => right)} (${all.length} pictures)\n`);
}

/** Pictures in which at least one of the detectors finds exactly one face. */
function reportEither(preset: (typeof shots)[number]): void {
  const found = [...shots.keys()].filter((capture) => shots[capture] === preset)
    .flatMap((capture) => verdicts.haar[capture]!.map(({ count }, i) => count === 1 || verdicts.bbf[capture]![i]!.count === 1));
  const share = (100 * found.filter(Boolean).length) / found.length;
  process.stdout.write(`one of the two  ${preset.padEnd(9)} exactly one ${share.toFixed(1)} % (${found.length} pictures)\n`);
}

function reportLikeness(name: string, by: 'box' | 'eyes', a: number, b: number): void {
  const [probes, references] = [descriptions[by][a]!, descriptions[by][b]!];
  const scores = probes.map((probe) => references.map((reference) => likeness(probe, reference)));
  const first = scores.filter((row, i) => row.every((score, j) => j === i || score < row[i]!)).length;
  const { eer } = errorRates(scores.map((row, i) => row[i]!), scores.flatMap((row, i) => row.filter((_, j) => j !== i)));
  process.stdout.write(`local binary patterns laid on ${by === 'box' ? 'the box found' : 'the true eyes'}, ${name}: EER ${(100 * eer).toFixed(1)} %, rank 1 ${((100 * first) / probes.length).toFixed(1)} % (${probes.length} people)\n`);
}
