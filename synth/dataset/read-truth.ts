import { z } from 'zod';
import { isSlap, pressesOf } from '../../src/core/platen.ts';
import { faceFile, personFolder, printFile, templateFile, truthFile } from './layout.ts';
import type { DatasetParameters } from './parameters.ts';
import { linesOf, type Problems } from './problems.ts';
import { isPrint, type TruthLine } from './truth.ts';

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
export async function* truthOf(folder: string, parameters: DatasetParameters, problems: Problems): AsyncGenerator<TruthLine> {
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
