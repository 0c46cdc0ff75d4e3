import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { AppError } from '../../src/core/errors.ts';
import { imageCount, type Description, type Generator } from './description.ts';
import { contactSheetFile, descriptionFile, makingFolder, pageFile, peopleFile, peopleFolder, personFolder, personName, readmeFile, sumsFile, truthFile } from './layout.ts';
import { describe, openDataset } from './open.ts';
import { personOf, type DatasetParameters } from './parameters.ts';
import { makePersonFiles, sheetPeople, type PackPerson } from './person.ts';
import { readme } from './readme.ts';
import { HashedFile, sha256, sumLine, type FileSum } from './sums.ts';
import { jsonLines, personLine, type PersonLine, type TruthLine } from './truth.ts';

export interface DatasetJob {
  folder: string;
  parameters: DatasetParameters;
  generator: Generator;
  /** Replace another data set that stands in the folder. */
  force: boolean;
  /** People made side by side. */
  threads: number;
  pack: PackPerson;
  /** Draws sheet.html of the people who have a contact sheet. @param people each with the sheet's path inside the data set */
  drawPage: (description: Description, people: (PersonLine & { sheet: string })[]) => string;
  /** Told after every image. */
  onImage: (done: number, total: number) => void;
  /** Ends the work; what is whole by then is kept. */
  signal: AbortSignal;
}

/** What stands beside a person's files until the data set is whole. */
interface PersonRecord {
  truth: TruthLine[];
  sums: FileSum[];
}

/**
 * Makes a data set, or what is missing of it. The same parameters give the same bytes, whatever the order, the threads and the interruptions.
 * @returns the description, its digest set
 * @throws AppError DATASET_FOLDER_TAKEN, DATASET_IN_HAND, DATASET_UNWRITABLE, DATASET_INTERRUPTED
 */
export async function makeDataset(job: DatasetJob): Promise<Description> {
  try {
    const wanted: Description = { schemaVersion: 1, generator: job.generator, parameters: job.parameters, digest: null };
    const { description, release } = openDataset(job.folder, wanted, job.force);
    try {
      if (description.digest === null) {
        await makePeople(job);
        finish(job, description);
      }
    } finally {
      release();
    }
    rmSync(join(job.folder, makingFolder), { recursive: true });
    return description;
  } catch (error) {
    throw isFileFault(error) ? new AppError('DATASET_UNWRITABLE', { folder: job.folder, reason: error.message }, { cause: error }) : error;
  }
}

async function makePeople({ folder, parameters, threads, pack, onImage, signal }: DatasetJob): Promise<void> {
  // Each image has a thread of its own already; libvips would take one a core for each.
  sharp.concurrency(1);
  const numbers = Array.from({ length: parameters.people }, (_, k) => k + 1);
  const missing = numbers.filter((number) => !existsSync(join(folder, personFolder(number))));
  const total = imageCount(parameters);
  let done = total - imageCount({ ...parameters, people: missing.length });
  onImage(done, total);
  const fault = new AbortController();
  const stop = AbortSignal.any([signal, fault.signal]);
  const todo = missing.values();
  const workers = Array.from({ length: threads }, async () => {
    for (const number of todo) {
      const { files, truth } = await makePersonFiles(parameters, number, pack, () => {
        stop.throwIfAborted();
        onImage(done += 1, total);
      });
      keepPerson(folder, number, files, truth);
    }
  });
  await Promise.allSettled(workers.map((worker) => worker.catch((error: unknown) => fault.abort(error))));
  if (signal.aborted) throw new AppError('DATASET_INTERRUPTED', { folder, people: parameters.people, whole: numbers.filter((number) => existsSync(join(folder, personFolder(number)))).length });
  fault.signal.throwIfAborted();
}

/** A person's folder gets its name last: it is there whole or not at all. */
function keepPerson(folder: string, number: number, files: Map<string, Uint8Array>, truth: TruthLine[]): void {
  const work = join(folder, makingFolder, personName(number));
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  for (const [name, bytes] of files) writeFileSync(join(work, name), bytes);
  const sums = [...files].map(([name, bytes]): FileSum => [`${personFolder(number)}/${name}`, sha256(bytes)]);
  writeFileSync(recordFile(folder, number), JSON.stringify({ truth, sums } satisfies PersonRecord));
  renameSync(work, join(folder, peopleFolder, personName(number)));
}

/** Writes what tells of all people; the digest comes last and says that the data set is whole. */
function finish({ folder, parameters, drawPage }: DatasetJob, description: Description): void {
  const [truth, people, sums] = [truthFile, peopleFile, sumsFile].map((name) => new HashedFile(join(folder, name))) as [HashedFile, HashedFile, HashedFile];
  const shown: (PersonLine & { sheet: string })[] = [];
  for (let number = 1; number <= parameters.people; number += 1) {
    const record = JSON.parse(readFileSync(recordFile(folder, number), 'utf8')) as PersonRecord;
    const line = personLine(personOf(parameters.seed, number));
    truth.write(jsonLines(record.truth));
    people.write(jsonLines([line]));
    sums.write(record.sums.map(sumLine).join(''));
    if (number <= sheetPeople) shown.push({ ...line, sheet: `${personFolder(number)}/${contactSheetFile}` });
  }
  const page = drawPage(description, shown);
  writeFileSync(join(folder, pageFile), page);
  sums.write(([[peopleFile, people.finish()], [pageFile, sha256(page)], [truthFile, truth.finish()]] satisfies FileSum[]).map(sumLine).join(''));
  description.digest = sums.finish();
  writeFileSync(join(folder, readmeFile), readme(description));
  writeFileSync(join(folder, `${makingFolder}/${descriptionFile}`), describe(description));
  renameSync(join(folder, `${makingFolder}/${descriptionFile}`), join(folder, descriptionFile));
}

function recordFile(folder: string, number: number): string {
  return join(folder, makingFolder, `${personName(number)}.json`);
}

/** A fault of the file system: a path that cannot be written, a full disk. */
function isFileFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
