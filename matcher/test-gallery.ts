import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FingerCondition, GalleryPlan } from '../src/core/plan.ts';
import { CorpusWriter } from '../synth/corpus.ts';
import { enrolStranger } from '../synth/enrol.ts';
import { faceImage, fingerImage } from '../synth/images.ts';
import { makePerson, type Person } from '../synth/people.ts';
import type { Probe } from './index.ts';

/** Fingers of every test person: both indexes. */
const fingers = [2, 7];
const fap = 30;
const origins = [{ country: 'SY', weight: 0.5 }, { country: 'SN', weight: 0.5 }];

/** An enrolled person. */
export interface Enrolled {
  person: Person;
  reference: string;
  ownerCountry: string;
  recordYear: number;
}

/** A folder of its own. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'hotspot-matcher-'));
}

/** A gallery corpus of `size` people, made as a rehearsal makes it. */
export async function makeCorpus(folder: string, { seed, size }: { seed: number; size: number }): Promise<{ file: string; enrolled: Enrolled[] }> {
  const gallery: GalleryPlan = { seed, size, recordedUntil: 2018, origins, fingers, face: true, crowd: 0, shards: 1, mates: [] };
  const file = join(folder, `gallery-${seed}.sqlite`);
  const writer = CorpusWriter.open(file, 'gallery')!;
  const enrolled: Enrolled[] = [];
  for (let number = 0; number < size; number++) {
    const record = await enrolStranger(gallery, seed * 1000 + number, fap);
    writer.addPerson(record);
    enrolled.push({ person: record.person, reference: record.reference, ownerCountry: record.ownerCountry, recordYear: record.recordYear });
  }
  writer.finish('test', { seed, size });
  return { file, enrolled };
}

/** Somebody who is in no gallery. */
export function stranger(): Person {
  return makePerson({ seed: 4711, number: 1 }, origins, 2019);
}

/** The person's fingers and face as a handheld takes them. */
export async function capture(person: Person, condition: FingerCondition = 'normal'): Promise<Probe & { face: Uint8Array }> {
  const prints = await Promise.all(fingers.map((fgp) => fingerImage(person, { fgp, impression: 3, preset: 'field', condition, fap })));
  const face = await faceImage(person, { capture: 3, preset: 'field', year: 2019 });
  return { fingers: prints.map(({ fgp, bytes }) => ({ fgp, wsq: bytes })), face: face.bytes };
}
