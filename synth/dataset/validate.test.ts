import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSmall, smallParameters } from './testing/small-set.ts';
import { validateDataset, type ForeignChecks } from './validate.ts';

let base: string;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'dataset-'));
  await makeSmall(join(base, 'good'), { parameters: { ...smallParameters, people: 2 } });
});
afterAll(() => rmSync(base, { recursive: true }));

const checks: ForeignChecks = {
  decodeWsq: () => { throw new Error('no WSQ here'); },
  checkPersonFile: (bytes) => (Buffer.from(bytes).toString().startsWith('packed') ? [] : ['not packed']),
};

/** Problems of the good data set after a change. */
async function problemsAfter(change: (folder: string) => void | Promise<void>): Promise<string[]> {
  const folder = mkdtempSync(join(base, 'changed-'));
  cpSync(join(base, 'good'), folder, { recursive: true });
  await change(folder);
  return (await validateDataset(folder, checks, () => {})).problems;
}

/** Changes a text file. */
function edit(folder: string, name: string, change: (text: string) => string): void {
  writeFileSync(join(folder, name), change(readFileSync(join(folder, name), 'utf8')));
}

const changed = 'its bytes have changed';
const print = 'people/000001/finger-02-1.png';

describe('validateDataset()', () => {
  test('finds nothing in a whole data set, and looks at every file', async () => {
    const { files, problems } = await validateDataset(join(base, 'good'), checks, () => {});
    // Seven files a person (two prints, two records, a face, a transaction, a sheet) and six beside them.
    expect([files, problems]).toEqual([2 * 7 + 6, []]);
  });

  test('tells of a stray, a missing and a changed file at once, by path', async () => {
    expect(await problemsAfter((folder) => {
      writeFileSync(join(folder, 'people', 'notes.txt'), '');
      rmSync(join(folder, print));
      appendFileSync(join(folder, 'people/000002/face-1.png'), '\0');
    })).toEqual([`${print}: missing`, `people/000002/face-1.png: ${changed}`, 'people/notes.txt: stray: SHA256SUMS does not list it']);
  });

  test('tells of an image that does not decode, has another size, or no resolution', async () => {
    const told = await problemsAfter(async (folder) => {
      edit(folder, print, () => 'no image');
      await sharp({ create: { width: 8, height: 9, channels: 3, background: '#fff' } }).png().toFile(join(folder, 'people/000002/finger-02-1.png'));
    });
    expect(told).toEqual(expect.arrayContaining([
      `${print}: ${changed}`, expect.stringMatching(`${print}: Input buffer`),
      'people/000002/finger-02-1.png: is 8 x 9 px, truth.jsonl says 400 x 500', 'people/000002/finger-02-1.png: tells no ppi, expected 500',
    ]));
  });

  test('tells of a record and a transaction that are other than the truth', async () => {
    expect(await problemsAfter((folder) => {
      cpSync(join(folder, 'people/000002/finger-02-1.fmr'), join(folder, 'people/000001/finger-02-1.fmr'));
      writeFileSync(join(folder, 'people/000001/finger-02-2.fmr'), 'FMR');
      writeFileSync(join(folder, 'people/000002/person.nist'), 'other');
    })).toEqual([
      `people/000001/finger-02-1.fmr: ${changed}`, 'people/000001/finger-02-1.fmr: other minutiae than truth.jsonl has',
      `people/000001/finger-02-2.fmr: ${changed}`, 'people/000001/finger-02-2.fmr: not a usable ISO/IEC 19794-2:2005 record: 3 bytes',
      `people/000002/person.nist: ${changed}`, 'people/000002/person.nist: not packed',
    ]);
  });

  test('tells of lines of truth.jsonl that are wrong, missing or too many', async () => {
    const told = await problemsAfter((folder) => edit(folder, 'truth.jsonl', (text) => {
      const lines = text.trim().split('\n');
      return [lines[0]!.replace('"direction":', '"direction":999'), 'not JSON', lines[2]!.replace('"impression":1', '"impression":2'), lines[3]!, lines[4]!, lines[5]!, lines[5]!.replace('face-1', 'face-9')].join('\n');
    }));
    expect(told).toEqual(expect.arrayContaining([
      expect.stringMatching(/^truth\.jsonl:1: minutiae\.0\.direction: /), 'truth.jsonl:2: no JSON', `truth.jsonl: no line tells of ${print}`,
      'truth.jsonl:3: another capture than people/000001/face-1.png', 'truth.jsonl:7: people/000002/face-9.png is told twice, or is no image of this data set',
    ]));
  });

  test('tells of places outside their image', async () => {
    expect(await problemsAfter((folder) => edit(folder, 'truth.jsonl', (text) => text.replace(/"minutiae":\[\{"x":[\d.]+/, '"minutiae":[{"x":400').replace(/"eyes":\[\[[\d.]+/, '"eyes":[[480'))))
      .toEqual(expect.arrayContaining([expect.stringMatching(`^truth.jsonl:1: 400, [\\d.]+ lies outside ${print}$`), expect.stringMatching(/^truth\.jsonl:3: 480, [\d.]+ lies outside people\/000001\/face-1\.png$/)]));
  });

  test('tells of fingers of a slap that are missing, elsewhere, or out of their area', async () => {
    const folder = join(base, 'slaps');
    await makeSmall(folder, { parameters: { ...smallParameters, people: 1, fap: 60, fingers: [2, 3, 5], impressions: 1, faces: 0 } });
    expect((await validateDataset(folder, checks, () => {})).problems).toEqual([]);
    edit(folder, 'truth.jsonl', (text) => {
      const [index, middle, little] = text.trim().split('\n');
      return [index!.replace(/"area":\[\d+,/, '"area":[1590,'), middle!.replace('"position":13', '"position":14'), little!.replace(/"slap":.*?\},/, '')].join('\n');
    });
    const slap = 'people/000001/slap-13-1.png';
    expect((await validateDataset(folder, checks, () => {})).problems).toEqual(expect.arrayContaining([
      `truth.jsonl:1: the area of finger 2 is larger than ${slap}`, expect.stringMatching(`truth.jsonl:1: [\\d., ]+ lies outside ${slap}, finger 2`),
      `truth.jsonl:2: another capture than ${slap}, finger 3`, `truth.jsonl:3: ${slap} is told twice, or is no image of this data set`, `truth.jsonl: no line tells of ${slap}, finger 5`,
    ]));
  });

  test('tells of people who are missing or not marked', async () => {
    expect(await problemsAfter((folder) => edit(folder, 'people.jsonl', (text) => text.split('\n')[0]!.replace('SPECIMEN', '')))).toEqual([
      `people.jsonl: 1 people, expected 2`, `people.jsonl: ${changed}`, 'people.jsonl:1: expected person 1, marked SPECIMEN',
    ]);
  });

  test('tells of a digest that SHA256SUMS or README.md do not bear out', async () => {
    expect(await problemsAfter((folder) => edit(folder, 'dataset.json', (text) => text.replace(/"digest": "../, '"digest": "zz')))).toEqual([
      'README.md: tells another digest, or none', 'SHA256SUMS: its SHA-256 is not the digest in dataset.json',
    ]);
  });

  test('tells of a folder that is no data set, or is not whole', async () => {
    expect(await problemsAfter((folder) => rmSync(join(folder, 'dataset.json')))).toEqual(['dataset.json: missing or unreadable: no data set']);
    expect(await problemsAfter((folder) => edit(folder, 'dataset.json', (text) => text.replace(/"digest": ".*"/, '"digest": null')))).toEqual([expect.stringMatching('the data set is not whole')]);
  });
});
