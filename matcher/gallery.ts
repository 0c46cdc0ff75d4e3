import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../src/core/errors.ts';
import type { MatcherOptions } from './index.ts';
import { native, nativeFault, type NativeEnrolment } from './native.ts';

/** Who keeps a record, by personId. */
export type Owners = Map<string, { ownerCountry: string; recordYear: number }>;

/** People extracted between two reports of progress. */
const batchPeople = 32;

interface PersonRow {
  number: number;
  reference: string;
  ownerCountry: string;
  recordYear: number;
}

/**
 * Enrols the people of gallery corpora: from their template files, or from their images, whose templates are then kept.
 * @throws AppError CORPUS_UNREADABLE, CORPUS_PERSON_TWICE, and the addon's own faults
 */
export async function readGallery({ corpora, cacheDir, threads, onProgress }: MatcherOptions): Promise<{ enrolments: NativeEnrolment[]; owners: Owners }> {
  const owners: Owners = new Map();
  const open = corpora.map((file) => openCorpus(file));
  try {
    for (const corpus of open) addOwners(corpus, owners);
    const enrolments: NativeEnrolment[] = [];
    let done = 0;
    for (const corpus of open) {
      const enrolment = new native.Enrolment(threads);
      const templates = join(cacheDir, `${corpus.digest}-${native.version()}.templates`);
      if (!(await loadTemplates(enrolment, templates, corpus.digest))) {
        for (const batch of batches(corpus.people)) {
          await enrolment.add(batch.map((person) => ({ reference: person.reference, images: imagesOf(corpus, person) })));
          onProgress?.((done += batch.length), owners.size);
        }
        await enrolment.save(templates, corpus.digest);
      } else onProgress?.((done += corpus.people.length), owners.size);
      enrolments.push(enrolment);
    }
    return { enrolments, owners };
  } finally {
    for (const corpus of open) corpus.db.close();
  }
}

interface Corpus {
  file: string;
  db: DatabaseSync;
  digest: string;
  people: PersonRow[];
}

function openCorpus(file: string): Corpus {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    const meta = new Map((db.prepare('SELECT key, value FROM meta').all() as { key: string; value: string }[]).map((row) => [row.key, row.value]));
    if (meta.get('schemaVersion') !== '1' || meta.get('kind') !== 'gallery') throw new Error(`schema ${meta.get('schemaVersion')}, kind ${meta.get('kind')}`);
    const digest = meta.get('digest') ?? '';
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error('its digest is no SHA-256');
    const people = db.prepare('SELECT number, reference, ownerCountry, recordYear FROM person ORDER BY number').all() as unknown as PersonRow[];
    return { file, db, digest, people };
  } catch (cause) {
    db?.close();
    throw new AppError('CORPUS_UNREADABLE', { file, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}

function addOwners(corpus: Corpus, owners: Owners): void {
  for (const { reference, ownerCountry, recordYear } of corpus.people) {
    if (owners.has(reference)) throw new AppError('CORPUS_PERSON_TWICE', { reference, file: corpus.file });
    owners.set(reference, { ownerCountry, recordYear });
  }
}

/** False when there is no usable template file; a damaged one is reported, then made anew. */
async function loadTemplates(enrolment: NativeEnrolment, file: string, digest: string): Promise<boolean> {
  try {
    return await enrolment.load(file, digest);
  } catch (error) {
    const fault = nativeFault(error);
    if (fault?.code !== 'CACHE') throw error;
    process.emitWarning(`${file} ${fault.reason}; its templates are extracted anew`, { code: 'TEMPLATES_REBUILT' });
    return false;
  }
}

function* batches(people: PersonRow[]): Generator<PersonRow[]> {
  for (let from = 0; from < people.length; from += batchPeople) yield people.slice(from, from + batchPeople);
}

function imagesOf(corpus: Corpus, person: PersonRow): { fgp: number; bytes: Uint8Array }[] {
  return corpus.db.prepare('SELECT fgp, bytes FROM image WHERE person = ? ORDER BY kind, fgp').all(person.number) as unknown as { fgp: number; bytes: Uint8Array }[];
}
