/**
 * Slaps cut into fingers, and people found by them: `npm run bench -- slaps [--people N] [--preset easy|field|hard] [--seed N] [--threads N]`.
 * Both hands and the thumbs of each person, the hand tilted by any angle up to the furthest of the row. A finger is cut right when it has its
 * name and its box holds nine tenths of the minutiae of its contact; mates are enrolled by single prints, preset `easy`, FAP 30.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../src/core/errors.ts';
import { fingers, slaps, type Slap } from '../../src/core/fingers.ts';
import { platens } from '../../src/core/platen.ts';
import { quantile } from '../../src/core/quantile.ts';
import { deriveSeed, stream } from '../../src/core/random.ts';
import { makePrintWsq, makeSlapWsq, type SlapRequest, type SlapWsq } from '../../synth/native.ts';
import { decodeWsq, defaultThreshold, Matcher, type ProbeFinger, type RankedCandidate } from '../index.ts';
import { traceSlap, type SlapTrace } from '../trace.ts';

const { values } = parseArgs({
  options: { people: { type: 'string', default: '40' }, preset: { type: 'string', default: 'field' }, seed: { type: 'string', default: '9001' }, threads: { type: 'string', default: '2' } },
});
const people = Number(values.people);
const seed = Number(values.seed);
const preset = values.preset as SlapRequest['preset'];

/** Plates, and the furthest tilt at which a hand's four fingers still lie on them. */
const plates = [
  { name: 'FAP 60, 1600 x 1500', widthPx: 1600, heightPx: 1500, tiltMaxDeg: 30 },
  { name: 'INT-I, 1378 x 1280', widthPx: 1378, heightPx: 1280, tiltMaxDeg: 30 },
  { name: 'FAP 50, 1600 x 1000', widthPx: 1600, heightPx: 1000, tiltMaxDeg: 15 },
  { name: 'FAP 50, 1250 x 750', widthPx: 1250, heightPx: 750, tiltMaxDeg: 10 },
];
type Plate = (typeof plates)[number];

const insideMin = 0.9;
const wsqBitsPerPx = 0.75;

process.stdout.write(`${cpus()[0]!.model}, seed ${seed}, ${people} people, slaps ${preset}\n`);
for (const plate of plates) await measureCuts(plate);
await measureSearches(plates[0]!);

async function measureCuts(plate: Plate): Promise<void> {
  const turnsDeg: number[] = [];
  const cutMs: number[] = [];
  let [whole, refused, misnamed, right, expected, foreign, held] = [0, 0, 0, 0, 0, 0, 0];
  for (let person = 0; person < people; person++) {
    for (const slap of slaps) {
      const truth = await captured(slap, person, plate, 1);
      expected += slap.fgps.length;
      const grey = decodeWsq(truth.wsq);
      const startMs = performance.now();
      const cut = await traceSlap(grey, slap.position, []).catch(unlessUncut);
      cutMs.push(performance.now() - startMs);
      if (!cut) {
        refused += 1;
        continue;
      }
      const shares = truth.fingers.map(({ finger, minutiae }) => share(minutiae, cut.find(({ fgp }) => fgp === finger)));
      const good = shares.filter((each) => each >= insideMin).length;
      right += good;
      if (good === slap.fgps.length) whole += 1;
      if (shares.some((each) => each < 0.5)) misnamed += 1;
      for (const finger of cut) {
        for (const other of truth.fingers) {
          const inside = other.minutiae.filter((minutia) => holds(finger, minutia)).length;
          held += inside;
          if (other.finger !== finger.fgp) foreign += inside;
          else turnsDeg.push(Math.abs(other.turnDeg - finger.turnDeg));
        }
      }
    }
  }
  const total = people * slaps.length;
  const sorted = turnsDeg.sort((a, b) => a - b);
  process.stdout.write(`${plate.name}, tilt to ${plate.tiltMaxDeg} degrees: ${whole} of ${total} slaps cut right, ${refused} refused, ${misnamed} with a finger elsewhere; ${right} of ${expected} fingers; of the minutiae in boxes ${(100 * foreign / held).toFixed(2)} % a neighbour's; turn off by ${quantile(sorted, 0.5).toFixed(1)} degrees in the median, ${quantile(sorted, 0.95).toFixed(1)} at p95; cut and extracted in ${quantile(cutMs.sort((a, b) => a - b), 0.5).toFixed(0)} ms\n`);
}

async function measureSearches(plate: Plate): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hotspot-slaps-'));
  const matcher = await Matcher.open({ corpora: [], cacheDir: folder, store: join(folder, 'people'), threads: Number(values.threads) });
  for (let person = 0; person < people; person++) {
    const prints = await Promise.all(fingers.map(({ fgp }) => single(person, fgp, 0, 'easy')));
    await matcher.enrol({ personId: nameOf(person), record: { ownerCountry: 'AL', recordYear: 2020 }, fingers: prints, face: null });
  }
  process.stdout.write(`${plate.name}: people found among ${matcher.size}, enrolled by ten single prints\n`);
  for (const slap of slaps) {
    const ways: [string, (person: number) => Promise<ProbeFinger[]>][] = [
      ['slap', async (person) => [{ fgp: slap.position, wsq: (await captured(slap, person, plate, 1)).wsq }]],
      ['single prints', (person) => Promise.all(slap.fgps.map((fgp) => single(person, fgp, 1, preset)))],
    ];
    for (const [way, probeOf] of ways) {
      const found: (RankedCandidate | undefined)[] = [];
      const strangers: number[] = [];
      for (let person = 0; person < people; person++) {
        const candidates = await search(matcher, await probeOf(person));
        found.push(candidates.find(({ personId }) => personId === nameOf(person)));
        strangers.push((await search(matcher, await probeOf(people + person)))[0]?.score ?? 0);
      }
      const scores = found.map((mate) => mate?.score ?? 0).sort((a, b) => a - b);
      process.stdout.write(`  ${`${slap.label}, ${way}`.padEnd(34)} rank 1 ${found.filter((mate) => mate?.rank === 1).length}, at ${defaultThreshold} dB ${scores.filter((score) => score >= defaultThreshold).length} of ${people}; mates least ${scores[0]!.toFixed(0)}, median ${quantile(scores, 0.5).toFixed(0)} dB; strangers at most ${Math.max(...strangers).toFixed(0)} dB\n`);
    }
  }
  matcher.close();
  rmSync(folder, { recursive: true });
}

function captured({ fgps, position }: Slap, person: number, { widthPx, heightPx, tiltMaxDeg }: Plate, impression: number): Promise<SlapWsq> {
  const tiltDeg = stream(seed, 'tilt', person, position).range(-tiltMaxDeg, tiltMaxDeg);
  const placed = fgps.map((finger) => ({ finger, condition: 'normal' as const }));
  return makeSlapWsq({ seed: deriveSeed(seed, 'people'), person, fingers: placed, impression, preset, tiltDeg, widthPx, heightPx }, wsqBitsPerPx);
}

async function single(person: number, finger: number, impression: number, hardness: SlapRequest['preset']): Promise<ProbeFinger> {
  const { wsq } = await makePrintWsq({ seed: deriveSeed(seed, 'people'), person, finger, impression, preset: hardness, condition: 'normal', ...platens[30]! }, wsqBitsPerPx);
  return { fgp: finger, wsq };
}

/** Nobody, where the slap cannot be cut. */
async function search(matcher: Matcher, probe: ProbeFinger[]): Promise<RankedCandidate[]> {
  return (await matcher.identify({ fingers: probe, face: null }, { maxCandidates: people, threshold: 0 }).catch(unlessUncut))?.candidates ?? [];
}

function unlessUncut(error: unknown): null {
  if (error instanceof AppError && error.code === 'SLAP_UNCUT') return null;
  throw error;
}

/** Share of minutiae in a finger's box. */
function share(minutiae: Place[], finger: SlapTrace | undefined): number {
  return finger ? minutiae.filter((minutia) => holds(finger, minutia)).length / Math.max(1, minutiae.length) : 0;
}

interface Place {
  x: number;
  y: number;
}

function holds({ corners }: SlapTrace, { x, y }: Place): boolean {
  return [0, 1, 2, 3].every((k) => {
    const [ax, ay] = [corners[2 * k]!, corners[2 * k + 1]!];
    const [bx, by] = [corners[(2 * k + 2) % 8]!, corners[(2 * k + 3) % 8]!];
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
  });
}

function nameOf(person: number): string {
  return `AL/${person}`;
}
