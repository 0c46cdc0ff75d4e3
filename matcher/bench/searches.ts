/**
 * Accuracy and cost of whole searches over the gallery of a shipped operation: its people, its fingers, its platen, its preset.
 * Mates are members of the base gallery captured again, strangers are nobody there; as many of each for every condition of the skin.
 * Everyone is searched three ways: with fingers, with fingers and face, with the face alone.
 *
 * `node matcher/bench/searches.ts [--operation NAME] [--preset easy|field|hard] [--people N] [--seed N] [--threads N]`
 * `--people` mates and as many strangers a condition. HOTSPOT_CACHE names the folder of prepared galleries, else `.cache`.
 */
import { cpus } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import type { FingerCondition } from '../../src/core/plan.ts';
import { quantile } from '../../src/core/quantile.ts';
import { deriveSeed } from '../../src/core/random.ts';
import { compile } from '../../src/operation/compile.ts';
import { loadOperation } from '../../src/operation/load.ts';
import { cacheFolder, templatesFolder } from '../../src/run/folder.ts';
import { prepare } from '../../src/run/prepare.ts';
import { faceImage, fingerImage } from '../../synth/images.ts';
import { makePerson, type Person } from '../../synth/people.ts';
import { defaultThreshold, Matcher, type Probe, type RankedCandidate, type StageMs } from '../index.ts';

const conditions: FingerCondition[] = ['normal', 'dry', 'wet', 'worn', 'scarred'];

const { values } = parseArgs({
  options: {
    operation: { type: 'string', default: 'slovenia-2021' },
    preset: { type: 'string' },
    people: { type: 'string', default: '40' },
    seed: { type: 'string', default: '9001' },
    threads: { type: 'string', default: '2' },
  },
});
const people = Number(values.people);
const seed = Number(values.seed);
const plan = compile(loadOperation(values.operation));
const preset = (values.preset ?? plan.capture.preset) as 'easy' | 'field' | 'hard';
const year = Number(plan.startsOn.slice(0, 4));

/** A search and what should come of it. */
interface Search {
  condition: FingerCondition;
  way: 'fingers' | 'fingers and face' | 'face';
  /** Null for a stranger. */
  reference: string | null;
  best: RankedCandidate | undefined;
  mate: RankedCandidate | undefined;
  stagesMs: StageMs;
}

const startMs = performance.now();
const step = (name: string, done: number, total: number): void => void (done === total && process.stderr.write(`${name}: ${total} (${Math.round((performance.now() - startMs) / 1000)} s)\n`));
const { galleryFiles } = await prepare(plan, null, cacheFolder(), { step, play: () => {} }, new AbortController().signal);
const memoryBefore = process.memoryUsage.rss();
const openMs = performance.now();
const matcher = await Matcher.open({ corpora: galleryFiles, cacheDir: templatesFolder(), threads: Number(values.threads), onProgress: (done, total) => step('templates', done, total) });
process.stdout.write(`${cpus()[0]!.model}, ${values.threads} threads, seed ${seed}, ${matcher.version}\n`);
process.stdout.write(`${values.operation}: ${matcher.size} people, fingers ${plan.gallery.fingers.join(', ')}, FAP ${plan.capture.fap}, probes ${preset}; opened in ${((performance.now() - openMs) / 1000).toFixed(1)} s, ${((process.memoryUsage.rss() - memoryBefore) / matcher.size / 1024).toFixed(1)} KiB a person\n`);

const enrolled = readPeople(galleryFiles[0]!);
const searches: Search[] = [];
for (const [k, condition] of conditions.entries()) {
  for (let number = 0; number < people; number++) {
    const { person, reference } = enrolled[(k * people + number) % enrolled.length]!;
    searches.push(...(await searchAll(await capture(person, condition, number + 1), condition, reference)));
    const stranger = makePerson({ seed: deriveSeed(seed, 'strangers'), number: k * people + number }, plan.origins, year);
    searches.push(...(await searchAll(await capture(stranger, condition, number + 1), condition, null)));
  }
}
for (const way of ['fingers', 'fingers and face', 'face'] as const) {
  for (const condition of conditions) report(`${way}, ${condition}`, searches.filter((search) => search.way === way && search.condition === condition));
  report(way, searches.filter((search) => search.way === way));
}
reportTimes(searches.filter((search) => search.way === 'fingers and face').map((search) => search.stagesMs));
matcher.close();

async function capture(person: Person, condition: FingerCondition, impression: number): Promise<Probe> {
  const prints = await Promise.all(plan.capture.fingers.map((fgp) => fingerImage(person, { fgp, impression, preset, condition, fap: plan.capture.fap })));
  const face = await faceImage(person, { capture: impression, preset: preset === 'easy' ? 'mild' : preset, year });
  return { fingers: prints.map(({ fgp, bytes }) => ({ fgp, wsq: bytes })), face: face.bytes };
}

async function searchAll(probe: Probe, condition: FingerCondition, reference: string | null): Promise<Search[]> {
  const ways = { fingers: { ...probe, face: null }, 'fingers and face': probe, face: { ...probe, fingers: [] } };
  const found: Search[] = [];
  for (const [way, searched] of Object.entries(ways)) {
    const { candidates, stagesMs } = await matcher.identify(searched, { maxCandidates: matcher.size, threshold: 0 });
    found.push({ condition, way: way as Search['way'], reference, best: candidates[0], mate: candidates.find((candidate) => candidate.personId === reference), stagesMs });
  }
  return found;
}

function report(title: string, some: Search[]): void {
  const mates = some.filter(({ reference }) => reference !== null);
  const strangers = some.filter(({ reference }) => reference === null).map(({ best }) => best?.score ?? 0).sort((a, b) => a - b);
  const scores = mates.map(({ mate }) => mate?.score ?? 0).sort((a, b) => a - b);
  const found = scores.filter((score) => score >= defaultThreshold).length;
  const first = mates.filter(({ mate }) => mate?.rank === 1).length;
  const hits = strangers.filter((score) => score >= defaultThreshold).length;
  process.stdout.write(`${title.padEnd(26)} mates ${found} of ${scores.length} at ${defaultThreshold} dB, rank 1 ${first}; least ${scores[0]!.toFixed(1)}, p10 ${quantile(scores, 0.1).toFixed(1)}, median ${quantile(scores, 0.5).toFixed(1)} dB; strangers ${hits} of ${strangers.length}, median ${quantile(strangers, 0.5).toFixed(1)}, most ${strangers.at(-1)!.toFixed(1)} dB\n`);
}

function reportTimes(times: StageMs[]): void {
  const of = (stage: keyof StageMs): number[] => times.map((each) => each[stage]).sort((a, b) => a - b);
  const stages = (['decode', 'extract', 'filter', 'rerank', 'face', 'decide', 'total'] as const).map((stage) => `${stage} ${quantile(of(stage), 0.5).toFixed(1)} (least ${of(stage)[0]!.toFixed(1)})`);
  process.stdout.write(`a search with ${plan.capture.fingers.length} fingers and a face, ms, median: ${stages.join(', ')}\n`);
}

function readPeople(file: string): { person: Person; reference: string }[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db.prepare('SELECT reference, biographic FROM person ORDER BY number').all() as { reference: string; biographic: string }[];
  db.close();
  return rows.map(({ reference, biographic }) => ({ reference, person: JSON.parse(biographic) as Person }));
}
