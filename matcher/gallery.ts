import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../src/core/errors.ts';
import type { FaceModel } from './face-model.ts';
import type { MatcherOptions } from './index.ts';
import { type Shard, shardOf } from './shard.ts';
import { native, nativeFault, type NativeEnrollee, type NativeMatcher } from './native.ts';

/** People extracted between two reports of progress. */
const batchPeople = 32;

interface PersonRow {
  number: number;
  reference: string;
  ownerCountry: string;
  recordYear: number;
}

/**
 * Opens the gallery files of corpora; one that is missing or damaged is made from the corpus's images first.
 * @throws AppError CORPUS_UNREADABLE, CORPUS_PERSON_TWICE, FACE_MODEL_UNFIT, and the addon's own faults
 */
export async function openCorpora(matcher: NativeMatcher, { corpora, cacheDir, shard, threads, faceModel, onProgress }: MatcherOptions): Promise<void> {
  const open = corpora.map((file) => openCorpus(file, shard ?? wholeGallery));
  try {
    const total = countPeople(open);
    let done = 0;
    for (const corpus of open) {
      const file = join(cacheDir, `${corpus.digest}-${matcher.version}${partOf(shard ?? wholeGallery)}.gallery`);
      if (await openFile(matcher, file, corpus.digest)) onProgress?.((done += corpus.people.length), total);
      else {
        await makeFile(corpus, file, { threads, faceModel }, (people) => onProgress?.((done += people), total));
        await matcher.openFile(file, corpus.digest);
      }
    }
  } finally {
    for (const corpus of open) corpus.db.close();
  }
}

/**
 * What the addon enrols a person from: the portrait's vector in its place where there is a face model.
 * @throws AppError FACE_MODEL_UNFIT; the addon's `UNDECODABLE`, naming the person
 */
export async function enrolleeOf(person: NativeEnrollee, faceModel: FaceModel | undefined): Promise<NativeEnrollee> {
  const portrait = person.images.find(({ fgp }) => fgp === 0);
  if (!faceModel || !portrait) return person;
  const face = await faceModel.vector(portrait.bytes).catch((error: unknown) => {
    const fault = nativeFault(error);
    throw fault ? new Error(`${fault.code}: ${person.reference}, finger 0: ${fault.reason}`, { cause: error }) : error;
  });
  return { ...person, images: person.images.filter((image) => image !== portrait), ...(face && { face }) };
}

/**
 * Opens a gallery file that was made elsewhere.
 * @throws AppError GALLERY_MISSING, and the addon's own faults
 */
export async function openGallery(matcher: NativeMatcher, file: string, digest: string): Promise<void> {
  if (!(await matcher.openFile(file, digest))) throw new AppError('GALLERY_MISSING', { file });
}

const wholeGallery: Shard = { index: 0, count: 1 };

/** What sets the file of a part of a corpus apart. */
function partOf({ index, count }: Shard): string {
  return count === 1 ? '' : `-${index}of${count}`;
}

interface Corpus {
  file: string;
  db: DatabaseSync;
  digest: string;
  people: PersonRow[];
}

function openCorpus(file: string, shard: Shard): Corpus {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    const meta = new Map((db.prepare('SELECT key, value FROM meta').all() as { key: string; value: string }[]).map((row) => [row.key, row.value]));
    if (meta.get('schemaVersion') !== '1' || meta.get('kind') !== 'gallery') throw new Error(`schema ${meta.get('schemaVersion')}, kind ${meta.get('kind')}`);
    const digest = meta.get('digest') ?? '';
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error('its digest is no SHA-256');
    const people = db.prepare('SELECT number, reference, ownerCountry, recordYear FROM person ORDER BY number').all() as unknown as PersonRow[];
    return { file, db, digest, people: people.filter(({ reference }) => shardOf(reference, shard.count) === shard.index) };
  } catch (cause) {
    db?.close();
    throw new AppError('CORPUS_UNREADABLE', { file, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}

function countPeople(corpora: Corpus[]): number {
  const seen = new Set<string>();
  for (const { file, people } of corpora) {
    for (const { reference } of people) {
      if (seen.has(reference)) throw new AppError('CORPUS_PERSON_TWICE', { reference, file });
      seen.add(reference);
    }
  }
  return seen.size;
}

/** False when there is no usable file; a damaged one is reported, then made anew. */
async function openFile(matcher: NativeMatcher, file: string, digest: string): Promise<boolean> {
  try {
    return await matcher.openFile(file, digest);
  } catch (error) {
    const fault = nativeFault(error);
    if (fault?.code !== 'GALLERY') throw error;
    process.emitWarning(`${fault.reason}; it is made anew`, { code: 'GALLERY_REBUILT' });
    return false;
  }
}

async function makeFile(corpus: Corpus, file: string, { threads, faceModel }: Pick<MatcherOptions, 'threads' | 'faceModel'>, onPeople: (count: number) => void): Promise<void> {
  const writer = new native.NativeGalleryWriter(threads, faceModel?.digest);
  try {
    await writer.create(file, corpus.digest);
    for (const batch of batches(corpus.people)) {
      await writer.add(await Promise.all(batch.map((person) => enrolleeOf(imagesOf(corpus, person), faceModel))));
      onPeople(batch.length);
    }
    await writer.finish();
  } finally {
    writer.discard();
  }
}

function* batches(people: PersonRow[]): Generator<PersonRow[]> {
  for (let from = 0; from < people.length; from += batchPeople) yield people.slice(from, from + batchPeople);
}

function imagesOf(corpus: Corpus, { number, reference, ownerCountry, recordYear }: PersonRow): NativeEnrollee {
  const images = corpus.db.prepare('SELECT fgp, bytes FROM image WHERE person = ? ORDER BY kind, fgp').all(number) as unknown as NativeEnrollee['images'];
  return { reference, record: JSON.stringify({ ownerCountry, recordYear }), images };
}
