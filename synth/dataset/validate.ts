import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import sharp from 'sharp';
import { pressesOf, type Press } from '../../src/core/platen.ts';
import { decodeTemplate } from '../iso-template.ts';
import { readDescription, type Description } from './description.ts';
import { ppi } from './encode.ts';
import { descriptionFile, packedFile, peopleFile, personFolder, readmeFile, sumsFile, truthFile } from './layout.ts';
import type { DatasetParameters } from './parameters.ts';
import { linesOf, Problems } from './problems.ts';
import { truthOf } from './read-truth.ts';
import { readSums, sha256 } from './sums.ts';
import { isPrint, type PrintTruth, type TruthLine } from './truth.ts';

/** What the codecs of other rooms tell; who calls brings them. */
export interface ForeignChecks {
  /** @throws Error when it is no WSQ stream */
  decodeWsq: (bytes: Uint8Array) => { width: number; height: number };
  /** What is wrong with a person's INT-I file. @throws Error when it is none at all */
  checkPersonFile: (bytes: Uint8Array, presses: readonly Press[], hasFace: boolean) => string[];
}

export interface DatasetFindings {
  /** Null when the folder holds no whole data set: then it is the only problem. */
  description: Description | null;
  files: number;
  /** `path: what is wrong`, by path. */
  problems: string[];
}

/** Files that SHA256SUMS cannot list. */
const unlisted = [descriptionFile, readmeFile, sumsFile];

/** Files read side by side. */
const readers = 4;

/**
 * Checks a data set against itself: bytes, truth, images, records, transactions, and that nothing else lies there. All problems at once.
 * @param onFile told after every file
 */
export async function validateDataset(folder: string, checks: ForeignChecks, onFile: (done: number, total: number) => void): Promise<DatasetFindings> {
  const description = readDescription(folder);
  if (!description?.digest) {
    return { description: null, files: 0, problems: [description ? `${descriptionFile}: the data set is not whole; the command that began it goes on with it` : `${descriptionFile}: missing or unreadable: no data set`] };
  }
  const { parameters } = description;
  const present = filesOf(folder);
  const problems = new Problems();
  const sums = checkSums(folder, description, problems);
  const total = present.size;
  for (const path of sums.keys()) if (!present.has(path)) problems.tell(path, 'missing');
  /** Looks at a file, once. */
  const look = async (path: string, check: (bytes: Uint8Array) => string[] | Promise<string[]>): Promise<void> => {
    if (!present.delete(path)) return;
    const bytes = await readFile(join(folder, path));
    const sum = sums.get(path);
    if (sum !== undefined && sum !== sha256(bytes)) problems.tell(path, 'its bytes have changed');
    if (sum === undefined && !unlisted.includes(path)) problems.tell(path, 'stray: SHA256SUMS does not list it');
    await problems.guard(path, () => check(bytes));
    onFile(total - present.size, total);
  };
  await sideBySide(truthOf(folder, parameters, problems), async (line) => {
    await look(line.file, (bytes) => checkImage(bytes, line, checks));
    if (isPrint(line)) await look(line.template, (bytes) => checkTemplate(bytes, line));
  });
  await checkPeople(folder, parameters, problems);
  const presses = pressesOf(parameters);
  const packed = new Set(Array.from({ length: parameters.people }, (_, k) => `${personFolder(k + 1)}/${packedFile}`));
  await sideBySide([...present], (path) => look(path, (bytes) => (packed.has(path) ? checks.checkPersonFile(bytes, presses, parameters.faces > 0) : [])));
  return { description, files: total, problems: problems.sorted() };
}

/** Does the work for every item, a few at a time. */
async function sideBySide<T>(items: Iterable<T> | AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const rest = (async function* () { yield* items; })();
  await Promise.all(Array.from({ length: readers }, async () => {
    for await (const item of rest) await work(item);
  }));
}

function filesOf(folder: string): Set<string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return new Set(entries.map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length).split(sep).join('/')).sort());
}

/** @returns SHA-256 by path */
function checkSums(folder: string, { digest }: Description, problems: Problems): Map<string, string> {
  const text = readText(folder, sumsFile, problems);
  if (text !== '' && sha256(text) !== digest) problems.tell(sumsFile, `its SHA-256 is not the digest in ${descriptionFile}`);
  if (!readText(folder, readmeFile, problems).includes(digest!)) problems.tell(readmeFile, 'tells another digest, or none');
  return new Map(readSums(text));
}

/** Text of a file; empty where there is none. */
function readText(folder: string, name: string, problems: Problems): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    problems.tell(name, (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : (error as Error).message);
    return '';
  }
}

async function checkPeople(folder: string, { people }: DatasetParameters, problems: Problems): Promise<void> {
  let lines = 0;
  for await (const [number, value] of linesOf(folder, peopleFile, problems)) {
    const { person, remarks } = (value ?? {}) as { person?: unknown; remarks?: unknown };
    if (person !== number || remarks !== 'SPECIMEN') problems.tell(`${peopleFile}:${number}`, `expected person ${number}, marked SPECIMEN`);
    lines = number;
  }
  if (lines !== people) problems.tell(peopleFile, `${lines} people, expected ${people}`);
}

async function checkImage(bytes: Uint8Array, line: TruthLine, { decodeWsq }: ForeignChecks): Promise<string[]> {
  const { width, height, density } = line.file.endsWith('.wsq') ? { ...decodeWsq(bytes), density: nistPpi(bytes) } : await decode(bytes);
  return [
    ...(width === line.width && height === line.height ? [] : [`is ${width} x ${height} px, ${truthFile} says ${line.width} x ${line.height}`]),
    ...(isPrint(line) && density !== ppi ? [`tells ${density ?? 'no'} ppi, expected ${ppi}`] : []),
  ];
}

async function decode(bytes: Uint8Array): Promise<{ width: number; height: number; density: number | undefined }> {
  const { info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const { density } = await sharp(bytes).metadata();
  return { width: info.width, height: info.height, density };
}

/** Resolution in the NIST comment of a WSQ stream. */
function nistPpi(bytes: Uint8Array): number | undefined {
  const told = /\nPPI (\d+)\n/.exec(Buffer.from(bytes.subarray(0, 512)).toString('latin1'));
  return told ? Number(told[1]) : undefined;
}

function checkTemplate(bytes: Uint8Array, line: PrintTruth): string[] {
  const { fgp, width, height, minutiae } = decodeTemplate(bytes);
  const rounded = line.minutiae.map(({ x, y, direction, type }) => ({ x: Math.round(x), y: Math.round(y), direction, type }));
  return [
    ...(fgp === line.finger && width === line.width && height === line.height ? [] : [`is of finger ${fgp}, ${width} x ${height} px`]),
    ...(JSON.stringify(minutiae) === JSON.stringify(rounded) ? [] : [`other minutiae than ${truthFile} has`]),
  ];
}
