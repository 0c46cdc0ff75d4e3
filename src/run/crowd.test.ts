import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Matcher } from '../../matcher/index.ts';
import { shardOf } from '../../matcher/shard.ts';
import { capture, emptyFolder, makeCorpus, type Enrolled } from '../../matcher/test-gallery.ts';
import type { GalleryFile } from '../core/gallery-file.ts';
import type { GalleryPlan } from '../core/plan.ts';
import { prepareCrowd, type CrowdJob } from './crowd.ts';

const gallery: GalleryPlan = { seed: 5, size: 3, recordedUntil: 2018, origins: [{ country: 'AL', weight: 1 }], fingers: [2, 7], face: true, crowd: 150, shards: 2, mates: [] };
const quiet = { step: () => {} };
const never = new AbortController().signal;

let base: { file: string; enrolled: Enrolled[] };
beforeAll(async () => void (base = await makeCorpus(emptyFolder(), { seed: 5, size: 3 })));
const folders: string[] = [];
afterAll(() => [...folders, join(base.file, '..')].forEach((folder) => rmSync(folder, { recursive: true })));

function job(changes: Partial<GalleryPlan> = {}): CrowdJob {
  const folder = emptyFolder();
  folders.push(folder);
  return { gallery: { ...gallery, ...changes }, fap: 30, baseFile: base.file, faceModel: null, folder };
}

async function personIds(galleries: GalleryFile[], corpora: string[] = []): Promise<string[]> {
  const matcher = await Matcher.open({ corpora, galleries, cacheDir: emptyFolder(), threads: 1 });
  const ids = matcher.personIds(0, 1000);
  matcher.close();
  return ids;
}

describe('prepareCrowd()', () => {
  test('gives each person to the shard that the service expects them in', async () => {
    const shards = await prepareCrowd(job(), quiet, never);
    const ids = await Promise.all(shards.map((files) => personIds(files)));
    expect(ids.flat()).toHaveLength(150);
    expect(new Set(ids.flat()).size).toBe(150);
    ids.forEach((own, index) => expect(own.every((id) => shardOf(id, 2) === index)).toBe(true));
  });

  test('makes the same files each time, and finds those that are there', async () => {
    const told: [number, number][] = [];
    const [first, again] = [job({ shards: 1 }), job({ shards: 1 })];
    const [files] = await prepareCrowd(first, quiet, never);
    expect(await personIds(files!)).toEqual(await personIds((await prepareCrowd(again, quiet, never))[0]!));
    const made = statSync(files![0]!.file).mtimeMs;
    await prepareCrowd(first, { step: (_, done, total) => told.push([done, total]) }, never);
    expect([told, statSync(files![0]!.file).mtimeMs]).toEqual([[[150, 150]], made]);
  });

  test('leaves no file when it is interrupted', async () => {
    const stopped = new AbortController();
    const interrupted = job();
    await expect(prepareCrowd(interrupted, { step: (_, done) => void (done > 0 && stopped.abort(new Error('enough'))) }, stopped.signal)).rejects.toThrow('enough');
    expect(readdirSync(interrupted.folder)).toEqual([]);
  });

  test('stands beside the rendered people, who are still found among it by fingers and face', async () => {
    const [files] = await prepareCrowd(job({ shards: 1 }), quiet, never);
    const matcher = await Matcher.open({ corpora: [base.file], galleries: files, cacheDir: emptyFolder(), threads: 2 });
    expect(matcher.size).toBe(153);
    for (const { person, reference } of base.enrolled) {
      const { candidates } = await matcher.identify(await capture(person), { maxCandidates: 150, threshold: 0 });
      expect(candidates[0]!.personId).toBe(reference);
      expect(candidates.slice(1).some(({ scores }) => scores.some(({ kind }) => kind === 'face'))).toBe(true);
    }
    matcher.close();
  });

  test('has none where none is asked for', async () => {
    const none = job({ crowd: 0 });
    expect(await prepareCrowd(none, quiet, never)).toEqual([]);
    expect(readdirSync(none.folder)).toEqual([]);
  });
});
