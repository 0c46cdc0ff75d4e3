import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from './sums.ts';
import { makeSmall, smallParameters } from './testing/small-set.ts';
import { isPrint, type TruthLine } from './truth.ts';

let base: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'dataset-'));
});
afterEach(() => rmSync(base, { recursive: true }));

/** Every file with its digest. */
function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile()).sort();
  return Object.fromEntries(files.map((name) => [name, sha256(readFileSync(join(folder, name)))]));
}

describe('makeDataset()', () => {
  test('writes images, records, transactions and truth, under one digest', async () => {
    const folder = join(base, 'deep', 'set');
    const { digest } = await makeSmall(folder);
    expect(readdirSync(folder).sort()).toEqual(['README.md', 'SHA256SUMS', 'dataset.json', 'people', 'people.jsonl', 'sheet.html', 'truth.jsonl']);
    expect(readdirSync(join(folder, 'people', '000002')).sort()).toEqual(['face-1.png', 'finger-02-1.fmr', 'finger-02-1.png', 'finger-02-2.fmr', 'finger-02-2.png', 'person.nist', 'sheet.png']);
    expect(digest).toBe(sha256(readFileSync(join(folder, 'SHA256SUMS'))));
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(new RegExp(`${digest}[^]*hotspot synth --people 3 --fap 30 --capture plain --fingers 2 --impressions 2 --faces 1 --preset field --format png --seed 5 --out DIR`));
    const truth = readFileSync(join(folder, 'truth.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as TruthLine);
    expect(truth.map(({ person, finger, impression, file }) => [person, finger, impression, file])).toEqual([1, 2, 3].flatMap((person) => [
      [person, 2, 1, `people/00000${person}/finger-02-1.png`], [person, 2, 2, `people/00000${person}/finger-02-2.png`], [person, 'face', 1, `people/00000${person}/face-1.png`],
    ]));
    expect(await sharp(join(folder, truth[0]!.file)).metadata()).toMatchObject({ format: 'png', width: 400, height: 500, channels: 1, density: 500 });
  });

  test('presses several fingers at once where the platen takes them, one line of truth a finger', async () => {
    const folder = join(base, 'set');
    await makeSmall(folder, { parameters: { ...smallParameters, people: 1, fap: 45, fingers: [1, 2, 3, 5], impressions: 1 } });
    expect(readdirSync(join(folder, 'people', '000001')).sort()).toEqual([
      'face-1.png', 'finger-01-1.fmr', 'finger-02-1.fmr', 'finger-03-1.fmr', 'finger-05-1.fmr', 'person.nist', 'sheet.png', 'slap-15-1.png', 'slap-40-1.png', 'slap-42-1.png',
    ]);
    const prints = readFileSync(join(folder, 'truth.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as TruthLine).filter(isPrint);
    expect(prints.map(({ finger, slap, file, template }) => [finger, slap?.position, basename(file), basename(template)])).toEqual([
      [2, 40, 'slap-40-1.png', 'finger-02-1.fmr'], [3, 40, 'slap-40-1.png', 'finger-03-1.fmr'], [5, 42, 'slap-42-1.png', 'finger-05-1.fmr'], [1, 15, 'slap-15-1.png', 'finger-01-1.fmr'],
    ]);
    for (const { slap, width, height, minutiae } of prints) {
      expect([width, height, slap!.area.length, minutiae.length > 10]).toEqual([800, 750, 4, true]);
    }
    expect(await sharp(join(folder, prints[0]!.file)).metadata()).toMatchObject({ format: 'png', width: 800, height: 750, channels: 1, density: 500 });
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('40 right index and middle, 42 right ring and little, 15 thumbs');
  });

  test('gives the same bytes whatever the threads and the interruptions', async () => {
    await makeSmall(join(base, 'once'), { threads: 1 });
    const stop = new AbortController();
    const [parts, seen]: [string, number[]] = [join(base, 'parts'), []];
    // One person is three images: with two side by side one is whole by the fifth image.
    await expect(makeSmall(parts, { signal: stop.signal, onImage: (done) => { if (done === 5) stop.abort(); } })).rejects.toMatchObject({ code: 'DATASET_INTERRUPTED', exit: 4 });
    expect(existsSync(join(parts, 'truth.jsonl'))).toBe(false);
    const whole = readdirSync(join(parts, 'people')).length;
    await makeSmall(parts, { threads: 3, onImage: (done) => seen.push(done) });
    expect(seen[0]).toBe(3 * whole);
    expect(seen.length).toBe(1 + 9 - 3 * whole);
    expect(contentOf(parts)).toEqual(contentOf(join(base, 'once')));
    await makeSmall(parts, { onImage: () => { throw new Error('made again'); } });
  });

  test('makes a person again whose folder was cut off', async () => {
    const stop = new AbortController();
    const folder = join(base, 'set');
    await expect(makeSmall(folder, { signal: stop.signal, onImage: (done) => { if (done === 1) stop.abort(); } })).rejects.toMatchObject({ code: 'DATASET_INTERRUPTED' });
    mkdirSync(join(folder, '.making', '000001'));
    writeFileSync(join(folder, '.making', '000001', 'finger-02-1.png'), 'half of it');
    await makeSmall(folder);
    await makeSmall(join(base, 'once'));
    expect(contentOf(folder)).toEqual(contentOf(join(base, 'once')));
  });

  test('another seed gives other images, other counts the same ones', async () => {
    const print = 'people/000001/finger-02-1.png';
    const sets = await Promise.all([{}, { seed: 6 }, { people: 1, impressions: 1 }].map(async (other, k) => {
      await makeSmall(join(base, String(k)), { parameters: { ...smallParameters, people: 1, faces: 0, ...other } });
      return contentOf(join(base, String(k)))[print];
    }));
    expect(sets[1]).not.toBe(sets[0]);
    expect(sets[2]).toBe(sets[0]);
  });

  test('refuses a folder that holds anything else, and replaces only what a data set put there', async () => {
    const folder = join(base, 'set');
    const parameters = { ...smallParameters, people: 1, faces: 0 };
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    await expect(makeSmall(folder, { parameters })).rejects.toMatchObject({ code: 'DATASET_FOLDER_TAKEN', exit: 2, message: `${folder} is not empty: it holds other files` });
    expect(readdirSync(folder)).toEqual(['mine.txt']);
    await makeSmall(folder, { parameters, force: true });
    for (const other of [{ parameters: { ...parameters, seed: 6 } }, { parameters, generator: { hotspot: '0', synth: '1' } }]) await expect(makeSmall(folder, other)).rejects.toMatchObject({ code: 'DATASET_FOLDER_TAKEN' });
    await makeSmall(folder, { parameters: { ...parameters, impressions: 1 }, force: true });
    expect(readdirSync(join(folder, 'people', '000001'))).not.toContain('finger-02-2.png');
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
  });

  test('leaves a folder alone that another process fills', async () => {
    const folder = join(base, 'set');
    const first = makeSmall(folder);
    await expect(makeSmall(folder)).rejects.toMatchObject({ code: 'DATASET_IN_HAND' });
    await first;
  });

  test('tells where nothing can be written', async () => {
    const file = join(base, 'file');
    writeFileSync(file, '');
    await expect(makeSmall(file)).rejects.toMatchObject({ code: 'DATASET_UNWRITABLE', message: `cannot write the data set in ${file}: it is a file` });
    for (const folder of [join(file, 'set'), '/proc/deep/set']) await expect(makeSmall(folder)).rejects.toMatchObject({ code: 'DATASET_UNWRITABLE' });
  });
});
