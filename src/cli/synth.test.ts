import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeTemplate } from '../../synth/iso-template.ts';
import { readSearch } from '../inti/search.ts';
import { defaultRules } from '../inti/validate.ts';
import { Hotspot } from './testing/hotspot.ts';

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'hotspot-synth-'));
}

/** Runs a command to its end. */
async function run(args: string[]): Promise<Hotspot & { exit: number }> {
  const hotspot = new Hotspot(args, folder());
  return Object.assign(hotspot, { exit: await hotspot.ended });
}

/** Runs a command that must be refused in one clear message. */
async function refused(args: string[]): Promise<string> {
  const { exit, stdout, stderr } = await run(args);
  expect(exit, stderr).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/^\s+at /m);
  return stderr;
}

describe.concurrent('hotspot synth', () => {
  const small = ['--people', '6', '--fingers', '2,7', '--impressions', '2', '--faces', '1', '--seed', '9', '--json'];

  test('goes on after Ctrl-C', async () => {
    const out = folder();
    const first = new Hotspot(['synth', ...small, '--threads', '1', '--out', out], folder());
    await first.until(() => (existsSync(join(out, 'people', '000001')) ? true : null));
    first.child.kill('SIGINT');
    expect(await first.ended, first.stderr).toBe(4);
    expect(first.stderr).toMatch(/interrupted: [1-5] of 6 people are whole in .*\nHint: the same command goes on from there\n\(DATASET_INTERRUPTED\)/);
    expect(readdirSync(join(out, 'people')).length).toBeLessThan(6);
    const second = await run(['synth', ...small, '--out', out]);
    expect(JSON.parse(second.stdout)).toMatchObject({ schemaVersion: 1, images: 30, digest: expect.stringMatching(/^[0-9a-f]{64}$/), parameters: { seed: 9, people: 6, fingers: [2, 7] } });
    expect((await run(['validate', out])).exit).toBe(0);
  });

  test.each([
    ['wsq', 'hard', '30', ['finger-02-1.wsq', 'face-1.jpg']], ['jpeg', 'easy', '60', ['slap-13-1.jpg', 'face-1.jpg']], ['wsq', 'field', '45', ['slap-40-1.wsq']],
  ])('makes %s under %s on FAP %s, and validate finds it whole by the codecs of the rehearsal', async (format, preset, fap, files) => {
    const out = folder();
    expect((await run(['synth', '--people', '1', '--fingers', '2', '--impressions', '1', '--format', format, '--preset', preset, '--fap', fap, '--out', out])).stdout).toMatch(/^1 person, 2 images in /);
    expect(readdirSync(join(out, 'people', '000001'))).toEqual(expect.arrayContaining(files));
    const { exit, stdout, stderr } = await run(['validate', out, '--json']);
    expect(exit, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ people: 1, images: 2, files: 11 });
  });

  test('makes rolled prints, marked so in records and transactions', async () => {
    const out = folder();
    expect((await run(['synth', '--people', '1', '--fap', '45', '--capture', 'rolled', '--fingers', '1,2,5', '--impressions', '1', '--faces', '0', '--out', out])).stdout).toMatch(/^1 person, 3 images in /);
    expect((await run(['validate', out])).exit).toBe(0);
    const person = join(out, 'people', '000001');
    expect(decodeTemplate(readFileSync(join(person, 'finger-02-1.fmr')))).toMatchObject({ fgp: 2, impressionType: 1, width: 800, height: 750 });
    const read = readSearch(readFileSync(join(person, 'person.nist')), defaultRules);
    // INT-I takes 45, 40 and 33 mm of a thumb, a forefinger and a little finger.
    expect('search' in read && read.search.fingers.map(({ fgp, impressionType, width }) => [fgp, impressionType, width])).toEqual([[1, 1, 800], [2, 1, 788], [5, 1, 650]]);
    expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain('FAP 45, each rolled from nail to nail');
  });

  test('validate lists everything that is wrong with a data set of faces alone', async () => {
    const out = folder();
    await run(['synth', '--people', '2', '--fingers', 'none', '--out', out]);
    const packed = join(out, 'people', '000001', 'person.nist');
    expect(readFileSync(packed, 'latin1')).toContain('NPP');
    writeFileSync(packed, readFileSync(packed, 'latin1').replace('NPP', 'XXX'), 'latin1');
    writeFileSync(join(out, 'stray.txt'), '');
    rmSync(join(out, 'people', '000002', 'face-1.png'));
    const told = await refused(['validate', out]);
    for (const line of ['has 4 problem(s)', 'people/000001/person.nist: its bytes have changed', 'people/000001/person.nist: finding 116, IDC -1, field 1.004', 'people/000002/face-1.png: missing', 'stray.txt: stray', 'DATASET_INVALID']) expect(told).toContain(line);
  });

  test('refuses what cannot be made, before anything is', async () => {
    const out = join(folder(), 'set');
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(await refused(['synth', '--out', out, '--people', '0'])).toContain('"0" is not a whole number, 1 to 999999');
    expect(await refused(['synth', '--out', out, '--preset', 'soft'])).toContain('Allowed choices are easy, field, hard');
    expect(await refused(['synth', '--out', out, '--fingers', 'none', '--faces', '0'])).toContain('DATASET_NOTHING');
    expect(await refused(['synth', '--out', out, '--fap', '40'])).toContain('Allowed choices are 10, 20, 30, 45, 50, 60');
    expect(await refused(['synth', '--out', out, '--capture', 'rolled'])).toContain('DATASET_ROLLED_ROOM');
    expect(await refused(['synth', '--out', out, '--fap', '60', '--preset', 'latent'])).toContain('DATASET_LATENT_SLAP');
    expect(await refused(['synth', '--out', join(file, '..')])).toMatch(/it holds other files[^]*DATASET_FOLDER_TAKEN/);
    expect(existsSync(out)).toBe(false);
  });
});

describe.concurrent('hotspot inspect', () => {
  test('writes one page of a person that needs no other file', async () => {
    const file = join(folder(), 'person.html');
    const { exit, stdout, stderr } = await run(['inspect', 'person:17', '--seed', '1', '--out', file]);
    expect(exit, stderr).toBe(0);
    expect(stdout).toBe(`${file}\n`);
    const page = readFileSync(file, 'utf8');
    // Ten fingers once and again under four presets, five conditions of one, the portrait and four faces.
    expect(page.match(/href="data:image\/webp/g)).toHaveLength(10 + 40 + 5 + 1 + 4);
    expect(page).toContain('SPECIMEN');
    expect(page).not.toMatch(/src="(?!data:)|https?:/);
  });

  test('refuses what it does not know, and a page that cannot be written', async () => {
    expect(await refused(['inspect', 'people:17'])).toContain('INSPECT_UNKNOWN');
    expect(await refused(['inspect', 'person:1', '--out', '/proc/person.html'])).toContain('PAGE_UNWRITABLE');
  });
});
