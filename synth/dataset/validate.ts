import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { z } from 'zod';
import { isSlap, pressesOf, type Press } from '../../src/core/platen.ts';
import { decodeTemplate } from '../iso-template.ts';
import { readDescription, type Description } from './description.ts';
import { ppi } from './encode.ts';
import { descriptionFile, faceFile, packedFile, peopleFile, personFolder, printFile, readmeFile, sumsFile, templateFile, truthFile } from './layout.ts';
import type { DatasetParameters } from './parameters.ts';
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

/** Problems by path. */
class Problems {
  readonly #lines: string[] = [];

  tell(path: string, words: string): void {
    this.#lines.push(`${path}: ${words}`);
  }

  /** Tells what a check finds, or why it could not be made. */
  async guard(path: string, check: () => string[] | Promise<string[]>): Promise<void> {
    try {
      for (const words of await check()) this.tell(path, words);
    } catch (error) {
      this.tell(path, error instanceof Error ? error.message : String(error));
    }
  }

  sorted(): string[] {
    return [...new Set(this.#lines)].sort();
  }
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

const place = z.number().nonnegative();
const count = z.int().positive();
const image = { person: count, impression: count, file: z.string(), width: count, height: count };
const minutia = z.object({ x: place, y: place, direction: z.int().min(0).max(255), type: z.enum(['ending', 'bifurcation']) });
const print = z.object({
  ...image, finger: z.int().min(1).max(10), template: z.string(), preset: z.string(), condition: z.string(), minutiae: z.array(minutia),
  slap: z.object({ position: count, area: z.tuple([place, place, place, place]), turnDeg: z.number() }).optional(),
});
const face = z.object({ ...image, finger: z.literal('face'), eyes: z.tuple([z.tuple([place, place]), z.tuple([place, place])]), box: z.tuple([z.number(), z.number(), place, place]) });

/** Lines of truth.jsonl that tell of an image of the data set, or of a finger in it: each of them once, and no other. */
async function* truthOf(folder: string, parameters: DatasetParameters, problems: Problems): AsyncGenerator<TruthLine> {
  const wanted = wantedImages(parameters);
  for await (const [number, value] of linesOf(folder, truthFile, problems)) {
    const read = (((value as TruthLine | null)?.finger === 'face' ? face : print) as z.ZodType<TruthLine>).safeParse(value);
    if (!read.success) problems.tell(`${truthFile}:${number}`, read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
    else {
      const line = read.data;
      const name = nameOf(line);
      const image = wanted.get(name);
      if (!image) problems.tell(`${truthFile}:${number}`, `${name} is told twice, or is no image of this data set`);
      else if (line.person !== image.person || line.finger !== image.finger || line.impression !== image.impression || (isPrint(line) && (line.template !== image.template || line.slap?.position !== image.slap))) problems.tell(`${truthFile}:${number}`, `another capture than ${name}`);
      else {
        for (const words of outside(line)) problems.tell(`${truthFile}:${number}`, words);
        yield line;
      }
      wanted.delete(name);
    }
  }
  for (const name of wanted.keys()) problems.tell(truthFile, `no line tells of ${name}`);
}

/** What a line tells of: an image, or a finger in a slap. */
function nameOf({ file, finger, ...line }: { file: string; finger: number | 'face'; slap?: unknown }): string {
  return line.slap ? `${file}, finger ${finger}` : file;
}

/** Places of a line that lie outside its image, or outside the finger's part of a slap. */
function outside(line: TruthLine): string[] {
  if (!isPrint(line)) return farPlaces(line.eyes.map(([x, y]) => ({ x, y })), [0, 0, line.width, line.height], line.file);
  const [left, top, width, height] = line.slap?.area ?? [0, 0, line.width, line.height];
  return [
    ...(left + width <= line.width && top + height <= line.height ? [] : [`the area of finger ${line.finger} is larger than ${line.file}`]),
    ...farPlaces(line.minutiae, [left, top, width, height], nameOf(line)),
  ];
}

function farPlaces(places: { x: number; y: number }[], [left, top, width, height]: [number, number, number, number], name: string): string[] {
  return places.filter(({ x, y }) => x < left || y < top || x >= left + width || y >= top + height).map(({ x, y }) => `${x}, ${y} lies outside ${name}`);
}

interface Wanted {
  person: number;
  finger: number | 'face';
  impression: number;
  /** Undefined for a face. */
  template?: string;
  /** Position of the slap, where the finger is in one. */
  slap?: number | undefined;
}

/** By name. */
function wantedImages(parameters: DatasetParameters): Map<string, Wanted> {
  const { people, impressions, faces, format } = parameters;
  const wanted = new Map<string, Wanted>();
  const presses = pressesOf(parameters);
  for (let person = 1; person <= people; person += 1) {
    const folder = personFolder(person);
    for (const press of presses) {
      for (let impression = 1; impression <= impressions; impression += 1) {
        const file = `${folder}/${printFile(press, impression, format)}`;
        for (const finger of press.fgps.filter((fgp) => fgp > 0)) {
          const slap = isSlap(press) ? press.position : undefined;
          wanted.set(nameOf({ file, finger, slap }), { person, finger, impression, template: `${folder}/${templateFile(finger, impression)}`, slap });
        }
      }
    }
    for (let impression = 1; impression <= faces; impression += 1) wanted.set(`${folder}/${faceFile(impression, format)}`, { person, finger: 'face', impression });
  }
  return wanted;
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

/** Values of a file of JSON lines, each with its number from 1; null where a line is no JSON. A file that is missing is told already. */
async function* linesOf(folder: string, name: string, problems: Problems): AsyncGenerator<[number, unknown]> {
  if (!existsSync(join(folder, name))) return;
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
    number += 1;
    yield [number, parse(line, () => problems.tell(`${name}:${number}`, 'no JSON'))];
  }
}

function parse(line: string, onFault: () => void): unknown {
  try {
    return JSON.parse(line);
  } catch {
    onFault();
    return null;
  }
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
