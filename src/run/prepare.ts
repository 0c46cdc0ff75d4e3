import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GalleryFile } from '../core/gallery-file.ts';
import type { FaceModel } from '../../matcher/face-model.ts';
import type { CheckPlan, Plan } from '../core/plan.ts';
import { deriveSeed } from '../core/random.ts';
import { formatTcn } from '../core/tcn.ts';
import { CorpusWriter } from '../../synth/corpus.ts';
import { captureCheck, enrolMate, enrolStranger } from '../../synth/enrol.ts';
import { prepareCrowd } from './crowd.ts';
import { templatesFolder } from './folder.ts';
import type { Observer } from './observer.ts';

const addonFile = join(import.meta.dirname, '..', '..', 'synth', 'hotspot_synth.node');

/** Images made side by side; libuv's pool has four threads. */
const concurrency = 4;

/** How often it is looked whether another rehearsal has made a corpus, ms. */
const otherMakerPollMs = 500;

/** Serial numbers of warm-up transactions, above every planned one. */
const firstWarmupSerial = 90_000_001;

/** A check outside the plan that warms a site's way before the clock starts. */
export interface Warmup {
  site: string;
  device: string;
  tcn: string;
}

export interface Prepared {
  /** Base gallery and planted mates. */
  galleryFiles: string[];
  /** Gallery files of the crowd, by shard; empty when there is none. */
  crowd: GalleryFile[][];
  capturesFile: string;
}

/** One warm-up a site, by its first device. */
export function planWarmups(plan: Plan): Warmup[] {
  const year = Number(plan.startsOn.slice(2, 4));
  return plan.sites.map((site, k) => ({ site: site.id, device: plan.devices.find((device) => device.site === site.id)!.id, tcn: formatTcn(year, firstWarmupSerial + k) }));
}

/**
 * Makes every image that the plan needs before the clock starts, or finds it in the cache: files are named by the digest of all that
 * shapes them, the generator's own bytes among it. An interrupted preparation is taken up where it stopped.
 */
export async function prepare(plan: Plan, faceModel: FaceModel | null, cacheDir: string, observer: Observer, signal: AbortSignal): Promise<Prepared> {
  mkdirSync(cacheDir, { recursive: true });
  const generator = createHash('sha256').update(readFileSync(addonFile)).digest('hex');
  const { gallery, capture } = plan;
  const base = { kind: 'base', seed: gallery.seed, size: gallery.size, recordedUntil: gallery.recordedUntil, origins: gallery.origins, fingers: gallery.fingers, face: gallery.face, fap: capture.fap };
  const mates = { kind: 'mates', mates: gallery.mates, origins: plan.origins, fingers: gallery.fingers, face: gallery.face, fap: capture.fap };
  const checks = [...plan.checks, ...warmupChecks(plan)];
  const captures = { kind: 'captures', startsOn: plan.startsOn, origins: plan.origins, mates: gallery.mates, capture, checks: checks.map(({ tcn, person, impression, condition }) => [tcn, person, impression, condition]) };
  const make = <T>(parameters: { kind: string }, job: Omit<CorpusJob<T>, 'file' | 'generator' | 'parameters'>): Promise<string> =>
    makeCorpus({ ...job, file: join(cacheDir, `${parameters.kind}-${digestOf({ generator, parameters })}.sqlite`), generator, parameters }, observer, signal);
  const baseFile = await make(base, {
    step: 'gallery', kind: 'gallery', items: Array.from({ length: gallery.size }, (_, number) => number), idOf: (number) => number,
    work: async (writer, number) => writer.addPerson(await enrolStranger(gallery, number, capture.fap)),
  });
  return {
    galleryFiles: [
      baseFile,
      ...(gallery.mates.length === 0 ? [] : [await make(mates, {
        step: 'planted mates', kind: 'gallery', items: gallery.mates, idOf: (mate) => mate.person.number,
        work: async (writer, mate) => writer.addPerson(await enrolMate(plan, mate)),
      })]),
    ],
    crowd: await prepareCrowd({ gallery, fap: capture.fap, baseFile: gallery.face ? baseFile : null, faceModel, folder: templatesFolder() }, observer, signal),
    capturesFile: await make(captures, {
      step: 'captures', kind: 'captures', items: checks, idOf: (check) => check.tcn,
      work: async (writer, check) => writer.addCaptures(await captureCheck(plan, check)),
    }),
  };
}

type Shot = Pick<CheckPlan, 'tcn' | 'person' | 'impression' | 'condition'>;

function warmupChecks(plan: Plan): Shot[] {
  const seed = deriveSeed(plan.seed, 'warmups');
  return planWarmups(plan).map(({ tcn }, number) => ({ tcn, person: { seed, number }, impression: 1, condition: 'normal' }));
}

interface CorpusJob<T> {
  file: string;
  step: string;
  kind: 'gallery' | 'captures';
  items: readonly T[];
  idOf(item: T): number | string;
  work(writer: CorpusWriter, item: T): Promise<void>;
  generator: string;
  parameters: unknown;
}

async function makeCorpus<T>(job: CorpusJob<T>, observer: Observer, signal: AbortSignal): Promise<string> {
  const total = job.items.length;
  const writer = await openWriter(job, observer, signal);
  if (!writer) {
    observer.step(job.step, total, total);
    return job.file;
  }
  const present = writer.present();
  const todo = job.items.filter((item) => !present.has(job.idOf(item))).values();
  let done = present.size;
  observer.step(job.step, done, total);
  try {
    await Promise.all(Array.from({ length: concurrency }, async () => {
      for (const item of todo) {
        signal.throwIfAborted();
        await job.work(writer, item);
        done += 1;
        observer.step(job.step, done, total);
      }
    }));
  } catch (error) {
    writer.abandon();
    throw error;
  }
  writer.finish(job.generator, job.parameters);
  return job.file;
}

/** Null when the corpus is there; waits while another rehearsal makes it. */
async function openWriter<T>({ file, kind, step, items }: CorpusJob<T>, observer: Observer, signal: AbortSignal): Promise<CorpusWriter | null> {
  while (!existsSync(file)) {
    const writer = CorpusWriter.open(file, kind);
    if (writer) return writer;
    observer.step(`${step} (elsewhere)`, 0, items.length);
    await sleep(otherMakerPollMs, undefined, { signal });
  }
  return null;
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 20);
}
