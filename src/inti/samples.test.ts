import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textOf } from './bytes.ts';
import { decodeFile } from './decode.ts';
import { encodeFile } from './encode.ts';
import { isType4, type IntiRecord } from './records.ts';
import { readSearch } from './search.ts';
import { defaultRules } from './validate.ts';

/** Real files of other systems, where the environment names a folder that has them. */
const folder = process.env['HOTSPOT_SAMPLES'];

test('decodeFile() reads what is in scope of other systems\' files, encodeFile() writes the same bytes, and readSearch() refuses with codes', () => {
  if (folder === undefined) return console.warn('not run: HOTSPOT_SAMPLES does not name the folder of real samples');
  const files = readdirSync(join(folder, 'an2')).filter((name) => name.endsWith('.an2'));
  expect(files.length).toBeGreaterThan(0);
  for (const name of files) {
    const bytes = readFileSync(join(folder, 'an2', name));
    const { records, whole, findings } = decodeFile(bytes);
    // Types other than 1, 2, 4, 10 and 14 end a file: only where they end is not known.
    expect(findings.map(({ code }) => code), name).toEqual(whole ? [] : [102]);

    let at = 0;
    for (const record of records) {
      const written = encodeFile([record]);
      const length = lengthOf(record, bytes.subarray(at));
      if (isType4(record) || /^\d+\.001:/.test(textOf(bytes.subarray(at, at + 7)))) expect(Buffer.compare(written, bytes.subarray(at, at + length)), `${name}, byte ${at}`).toBe(0);
      at += length;
    }
    if (whole) expect(at, name).toBe(bytes.length);

    const read = readSearch(bytes, defaultRules);
    const codes = 'refused' in read ? read.refused.map(({ code }) => code) : [];
    // Another domain, another version, another form of TCN.
    expect(codes, name).toEqual(expect.arrayContaining([115, 201]));
  }
});

function lengthOf(record: IntiRecord, bytes: Uint8Array): number {
  return isType4(record) ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) : Number(/:(\d+)/.exec(textOf(bytes.subarray(0, 24)))![1]);
}
