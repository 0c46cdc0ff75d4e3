/**
 * One probe against a large gallery of ten prints a person: time to open, memory, time of each stage, and how often the mate comes first.
 * Mates are rendered people, enrolled under `easy` and captured again under `--preset`. The others are the crowd that a rehearsal has too: templates
 * without images (`synth/crowd.ts`).
 *
 * `node matcher/bench/gallery.ts [--people 220000] [--mates 50] [--fingers 1,2,..] [--preset field] [--seed N] [--threads 2]`
 * Gallery files are kept in HOTSPOT_CACHE, else `.cache`, and made once.
 */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { quantile } from '../../src/core/quantile.ts';
import { deriveSeed } from '../../src/core/random.ts';
import { prepareCrowd } from '../../src/run/crowd.ts';
import { cacheFolder } from '../../src/run/folder.ts';
import { fingerImage } from '../../synth/images.ts';
import { makePerson, type Person } from '../../synth/people.ts';
import { thresholdFor, type StageMs } from '../index.ts';
import { native } from '../native.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '220000' },
    mates: { type: 'string', default: '50' },
    fingers: { type: 'string', default: '1,2,3,4,5,6,7,8,9,10' },
    preset: { type: 'string', default: 'field' },
    seed: { type: 'string', default: '9001' },
    threads: { type: 'string', default: '2' },
  },
});
const [people, mates, seed, threads] = [values.people, values.mates, values.seed, values.threads].map(Number) as [number, number, number, number];
const fingers = values.fingers.split(',').map(Number);
const preset = values.preset as 'easy' | 'field' | 'hard';
const origins = [{ country: 'AF', weight: 0.4 }, { country: 'SY', weight: 0.3 }, { country: 'MA', weight: 0.3 }];
const year = 2019;
const fap = 30;
const everyFinger = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** People rendered between two writes. */
const batchPeople = 8;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = join(cacheFolder(), 'bench-galleries');
mkdirSync(folder, { recursive: true });

const matesFile = await rendered('mates', mates);
const crowdMs = performance.now();
const crowdFiles = (await prepareCrowd({ gallery: { seed, size: 0, recordedUntil: year, origins, fingers: everyFinger, face: false, crowd: people - mates, shards: 1, mates: [] }, fap, baseFile: null, faceModel: null, folder }, {
  step: (_, done, total) => process.stderr.isTTY && process.stderr.write(`\rcrowd: ${done} of ${total} `),
}, new AbortController().signal)).flat();
say(`a crowd of ${people - mates}: made, or found, in ${secondsSince(crowdMs)} s`);

say(`${cpus()[0]!.model}, ${threads} threads, seed ${seed}, ${native.version()}`);
const before = memoryMiB();
const openMs = performance.now();
const matcher = new native.NativeMatcher(threads);
for (const { file, digest } of [matesFile, ...crowdFiles]) await matcher.openFile(file, digest);
await matcher.openStore(null);
const after = memoryMiB();
const bytes = [matesFile, ...crowdFiles].reduce((sum, { file }) => sum + statSync(file).size, 0);
say(`${matcher.size} people (${mates} rendered, the rest a crowd of templates), ten prints each: opened and checked in ${secondsSince(openMs)} s`);
say(`files ${(bytes / 2 ** 20).toFixed(0)} MiB, ${(bytes / matcher.size / 10).toFixed(0)} bytes a finger with its share of everything; process grew by ${after.all - before.all} MiB, of that ${after.own - before.own} MiB its own, the rest mapped`);

const threshold = thresholdFor(people);
const stages: StageMs[] = [];
const mateScores: number[] = [];
const strangerScores: number[] = [];
let first = 0;
let found = 0;
for (let number = 0; number < mates; number++) {
  const { candidates, stagesMs } = await search(personOf('mates', number));
  const mate = candidates.find(({ personId }) => personId === referenceOf('mates', number));
  first += mate?.rank === 1 ? 1 : 0;
  found += mate && mate.score >= threshold ? 1 : 0;
  mateScores.push(mate?.score ?? 0);
  stages.push(stagesMs);
  const stranger = await search(personOf('strangers', number));
  strangerScores.push(stranger.candidates[0]?.score ?? 0);
  stages.push(stranger.stagesMs);
}
const [least] = mateScores.toSorted((a, b) => a - b);
say(`probes of fingers ${fingers.join(', ')}, preset ${preset}, FAP ${fap}: mate at rank 1 ${first} of ${mates}, at ${threshold} dB ${found}; least mate ${least?.toFixed(1)} dB; best stranger ${Math.max(...strangerScores).toFixed(1)} dB of ${mates}`);
say(`ms of ${stages.length} searches, least / p50 / p95: ${(['decode', 'extract', 'filter', 'rerank', 'decide', 'total'] as const).map(timesOf).join(', ')} (goal: p50 of a search 250 on two cores)`);

/** A gallery file of rendered people, made when it is not there. */
async function rendered(kind: string, count: number): Promise<{ file: string; digest: string }> {
  const digest = `${kind}-${seed}-${count}`;
  const file = join(folder, `${digest}-${native.version()}.gallery`);
  if (isThere(file)) return { file, digest };
  const startMs = performance.now();
  const writer = new native.NativeGalleryWriter(threads);
  await writer.create(file, digest);
  for (let from = 0; from < count; from += batchPeople) {
    const numbers = Array.from({ length: Math.min(batchPeople, count - from) }, (_, k) => from + k);
    await writer.add(await Promise.all(numbers.map(async (number) => ({
      reference: referenceOf(kind, number),
      record: JSON.stringify({ ownerCountry: 'GR', recordYear: 2010 }),
      images: await Promise.all(everyFinger.map(async (fgp) => ({ fgp, bytes: await printOf(personOf(kind, number), fgp, 0, 'easy') }))),
    }))));
  }
  await writer.finish();
  say(`rendered and enrolled ${count} ${kind} in ${secondsSince(startMs)} s`);
  return { file, digest };
}

function personOf(kind: string, number: number): Person {
  return makePerson({ seed: deriveSeed(seed, kind), number }, origins, year);
}

function referenceOf(kind: string, number: number): string {
  return `GR/${kind}-${number}`;
}

async function printOf(person: Person, fgp: number, impression: number, under: typeof preset): Promise<Uint8Array> {
  return (await fingerImage(person, { fgp, impression, preset: under, condition: 'normal', fap })).bytes;
}

async function search(person: Person): ReturnType<typeof matcher.identify> {
  const probe = await Promise.all(fingers.map(async (fgp) => ({ fgp, wsq: await printOf(person, fgp, 1, preset) })));
  return matcher.identify(probe, null, null, 10, 0);
}

function timesOf(stage: keyof StageMs): string {
  const sorted = stages.map((each) => each[stage]).sort((a, b) => a - b);
  return `${stage} ${[sorted[0]!, quantile(sorted, 0.5), quantile(sorted, 0.95)].map((ms) => ms.toFixed(1)).join(' / ')}`;
}

function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Resident memory of this process, MiB: all, and what is not mapped from files (Linux; elsewhere all of it). */
function memoryMiB(): { all: number; own: number } {
  if (process.platform !== 'linux') return { all: Math.round(process.memoryUsage.rss() / 2 ** 20), own: Math.round(process.memoryUsage.rss() / 2 ** 20) };
  const status = readFileSync('/proc/self/status', 'utf8');
  const of = (name: string): number => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1024);
  return { all: of('VmRSS'), own: of('RssAnon') };
}

function secondsSince(startMs: number): string {
  return ((performance.now() - startMs) / 1000).toFixed(1);
}
