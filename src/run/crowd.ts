import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FaceModel } from '../../matcher/face-model.ts';
import { asAppError, native, type NativeTemplates } from '../../matcher/native.ts';
import { shardOf } from '../../matcher/shard.ts';
import { makeCrowd, type CrowdPerson } from '../../synth/crowd.ts';
import type { GalleryFile } from '../core/gallery-file.ts';
import type { GalleryPlan } from '../core/plan.ts';
import type { Observer } from './observer.ts';
import { addonDigest } from './versions.ts';

/** People a file and shard, before they are shared out: what an interruption costs at most. */
const filePeople = 16_384;
/** People made at one time. */
const batchPeople = 64;
/** Batches side by side; libuv's pool has four threads. */
const concurrency = 4;
/** Rendered portraits that the crowd's vectors are mixed from: more than vectors have independent directions. */
const faceSources = 200;

/** What a crowd is made from, and where it is kept. */
export interface CrowdJob {
  gallery: GalleryPlan;
  fap: number;
  /** Corpus of the rendered people, whose portraits the crowd's faces come from; none where the gallery has no faces. */
  baseFile: string | null;
  /** Describes those portraits; null = the built-in method. */
  faceModel: FaceModel | null;
  folder: string;
}

/** Part of the crowd, and its file of each shard. */
interface Chunk {
  from: number;
  count: number;
  files: GalleryFile[];
}

/**
 * Makes the gallery files of the crowd, or finds them: each is named by what shapes it, so that a larger crowd takes up the files of a smaller one.
 * @returns files by shard
 * @throws AppError GALLERY_UNWRITABLE, FACE_MODEL_UNFIT
 */
export async function prepareCrowd(job: CrowdJob, observer: Pick<Observer, 'step'>, signal: AbortSignal): Promise<GalleryFile[][]> {
  const { crowd, shards } = job.gallery;
  if (crowd === 0) return [];
  mkdirSync(job.folder, { recursive: true });
  const chunks = Array.from({ length: Math.ceil(crowd / filePeople) }, (_, k) => chunkOf(job, k * filePeople, Math.min(filePeople, crowd - k * filePeople)));
  const missing = chunks.filter(({ files }) => !files.every(({ file }) => existsSync(file)));
  const total = crowd;
  let done = total - missing.reduce((sum, { count }) => sum + count, 0);
  observer.step('crowd', done, total);
  const faces = missing.length > 0 && job.baseFile !== null ? await portraitVectors(job.baseFile, job.faceModel) : [];
  for (const chunk of missing) {
    await makeChunk(job, chunk, faces, signal, (people) => observer.step('crowd', done += people, total)).catch((error: unknown) => {
      throw asAppError(error);
    });
  }
  return Array.from({ length: shards }, (_, index) => chunks.map(({ files }) => files[index]!));
}

function chunkOf({ gallery, fap, baseFile, faceModel, folder }: CrowdJob, from: number, count: number): Chunk {
  const shape = { generator: addonDigest('synth'), seed: gallery.seed, recordedUntil: gallery.recordedUntil, fap, faces: baseFile && basename(baseFile), from, count };
  const digest = createHash('sha256').update(JSON.stringify(shape)).digest('hex');
  const file = (index: number): string => join(folder, `crowd-${digest}-${native.version(faceModel?.digest)}-${index}of${gallery.shards}.gallery`);
  return { from, count, files: Array.from({ length: gallery.shards }, (_, index) => ({ file: file(index), digest })) };
}

async function portraitVectors(baseFile: string, faceModel: FaceModel | null): Promise<Uint8Array[]> {
  const db = new DatabaseSync(baseFile, { readOnly: true });
  try {
    const portraits = db.prepare("SELECT bytes FROM image WHERE kind = 'face' ORDER BY person LIMIT ?").all(faceSources) as { bytes: Uint8Array }[];
    const vectors = await Promise.all(portraits.map(({ bytes }) => (faceModel ? faceModel.vector(bytes) : native.faceVector(bytes))));
    return vectors.filter((vector) => vector !== null);
  } finally {
    db.close();
  }
}

async function makeChunk({ gallery, fap, faceModel }: CrowdJob, { from, count, files }: Chunk, faces: Uint8Array[], signal: AbortSignal, onPeople: (count: number) => void): Promise<void> {
  const writers = files.map(() => new native.NativeGalleryWriter(1, faceModel?.digest));
  try {
    await Promise.all(files.map(({ file, digest }, index) => writers[index]!.create(file, digest)));
    const starts = Array.from({ length: Math.ceil(count / batchPeople) }, (_, k) => k * batchPeople).values();
    await Promise.all(Array.from({ length: concurrency }, async () => {
      for (const start of starts) {
        const people = await makeCrowd(gallery, fap, faces, from + start, Math.min(batchPeople, count - start));
        const parts = Map.groupBy(people, ({ reference }) => shardOf(reference, files.length));
        await Promise.all([...parts].map(([index, part]) => writers[index]!.addTemplates(part.map(toNative))));
        onPeople(people.length);
        signal.throwIfAborted();
      }
    }));
    await Promise.all(writers.map((writer) => writer.finish()));
  } finally {
    for (const writer of writers) writer.discard();
  }
}

function toNative({ ownerCountry, recordYear, ...person }: CrowdPerson): NativeTemplates {
  return { ...person, record: JSON.stringify({ ownerCountry, recordYear }) };
}
