import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Matcher } from './index.ts';
import { emptyFolder, makeCorpus, type Enrolled } from './test-gallery.ts';

const folder = emptyFolder();
let first: { file: string; enrolled: Enrolled[] };
let second: { file: string; enrolled: Enrolled[] };

beforeAll(async () => {
  first = await makeCorpus(folder, { seed: 1, size: 3 });
  second = await makeCorpus(folder, { seed: 2, size: 2 });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Opens a matcher and says how many people there are and which progress was told. */
async function open(corpora: string[], cacheDir: string): Promise<{ size: number; told: [number, number][] }> {
  const told: [number, number][] = [];
  const matcher = await Matcher.open({ corpora, cacheDir, threads: 2, onProgress: (done, total) => told.push([done, total]) });
  const { size } = matcher;
  matcher.close();
  return { size, told };
}

describe('Matcher.open()', () => {
  test('enrols everyone of every corpus and tells how far it is', async () => {
    expect(await open([first.file, second.file], emptyFolder())).toEqual({ size: 5, told: [[3, 5], [5, 5]] });
  });

  test('keeps gallery files by corpus and version, and takes them again', async () => {
    const cacheDir = join(emptyFolder(), 'made', 'on', 'demand');
    await open([first.file, second.file], cacheDir);
    const files = readdirSync(cacheDir);
    expect(files).toHaveLength(2);
    expect(files.every((name) => /^[0-9a-f]{64}-residue\d-.*\.gallery$/.test(name))).toBe(true);
    const written = files.map((name) => statSync(join(cacheDir, name)).mtimeMs);
    expect((await open([first.file, second.file], cacheDir)).size).toBe(5);
    expect(files.map((name) => statSync(join(cacheDir, name)).mtimeMs)).toEqual(written);
  });

  test('makes damaged files anew and says so', async () => {
    const cacheDir = emptyFolder();
    await open([first.file], cacheDir);
    const file = join(cacheDir, readdirSync(cacheDir)[0]!);
    const whole = readFileSync(file);
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    for (const damaged of [whole.subarray(0, whole.length / 2), Buffer.from('no gallery file'), Buffer.concat([whole.subarray(0, 500), Buffer.from([whole[500]! ^ 1]), whole.subarray(501)])]) {
      writeFileSync(file, damaged);
      expect((await open([first.file], cacheDir)).size).toBe(3);
      expect(readFileSync(file).equals(whole)).toBe(true);
    }
    expect(warn.mock.calls.map(([, options]) => options)).toEqual(Array.from({ length: 3 }, () => ({ code: 'GALLERY_REBUILT' })));
    warn.mockRestore();
  });

  test('refuses what is no gallery corpus', async () => {
    const text = join(folder, 'text.sqlite');
    writeFileSync(text, 'hello');
    const captures = join(folder, 'captures.sqlite');
    const db = new DatabaseSync(captures);
    db.exec("CREATE TABLE meta (key TEXT, value TEXT); INSERT INTO meta VALUES ('schemaVersion', '1'), ('kind', 'captures')");
    db.close();
    for (const file of [text, captures, join(folder, 'nowhere.sqlite')]) {
      await expect(open([file], folder)).rejects.toMatchObject({ code: 'CORPUS_UNREADABLE', fields: { file } });
    }
  });

  test('refuses a person who stands in two corpora', async () => {
    await expect(open([first.file, first.file], folder)).rejects.toMatchObject({ code: 'CORPUS_PERSON_TWICE', fields: { reference: first.enrolled[0]!.reference } });
  });

  test('names the person whose image is none, and keeps no file', async () => {
    const broken = await makeCorpus(emptyFolder(), { seed: 3, size: 2 });
    const db = new DatabaseSync(broken.file);
    db.exec("UPDATE image SET bytes = x'00' WHERE fgp = 7 AND person = 3001");
    db.close();
    const cacheDir = emptyFolder();
    await expect(open([broken.file], cacheDir)).rejects.toMatchObject({ code: 'IMAGE_UNDECODABLE', fields: { reason: expect.stringContaining(`${broken.enrolled[1]!.reference}, finger 7`) } });
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  test('says where files cannot be kept', async () => {
    await expect(open([first.file], join(first.file, 'inside-a-file'))).rejects.toMatchObject({ code: expect.stringMatching(/GALLERY_UNWRITABLE/) });
  });
});
