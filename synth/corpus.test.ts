import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { CorpusWriter, type CaptureRecord } from './corpus.ts';

let file: string;

beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'corpus-')), 'captures.sqlite');
});

function capture(serial: number): CaptureRecord {
  return { tcn: `26${String(serial).padStart(8, '0')}A`, images: [{ kind: 'finger', fgp: 2, width: 2, height: 2, bytes: Uint8Array.of(serial, 1, 2, 3), truth: '{}', quality: 60 }] };
}

function open(): CorpusWriter {
  return CorpusWriter.open(file, 'captures')!;
}

describe('CorpusWriter', () => {
  test('finish() names the file by then only, with kind, digest and parameters in it', () => {
    const writer = open();
    writer.addCaptures(capture(1));
    expect(existsSync(file)).toBe(false);
    const digest = writer.finish('generator', { seed: 1 });
    const db = new DatabaseSync(file, { readOnly: true });
    expect(Object.fromEntries(db.prepare('SELECT key, value FROM meta').all().map((row) => [row['key'], row['value']])))
      .toEqual({ schemaVersion: '1', kind: 'captures', digest, generator: 'generator', parameters: '{"seed":1}' });
    db.close();
    expect(readdirSync(join(file, '..'))).toEqual(['captures.sqlite']);
  });

  test('finish() gives the same digest whatever the order of writing, and another for other content', () => {
    const digests = [[1, 2], [2, 1], [1, 3]].map((serials, k) => {
      file = `${file}-${k}`;
      const writer = open();
      for (const serial of serials) writer.addCaptures(capture(serial));
      return writer.finish('generator', {});
    });
    expect(digests[1]).toBe(digests[0]);
    expect(digests[2]).not.toBe(digests[0]);
  });

  test('open() takes up what an abandoned writer left', () => {
    const first = open();
    first.addCaptures(capture(1));
    first.abandon();
    const second = open();
    expect([...second.present()]).toEqual([capture(1).tcn]);
    second.abandon();
  });

  test('open() gives null while another makes the file, and once it is there', () => {
    const first = open();
    expect(CorpusWriter.open(file, 'captures')).toBeNull();
    first.addCaptures(capture(1));
    first.finish('generator', {});
    expect(CorpusWriter.open(file, 'captures')).toBeNull();
    expect(readdirSync(join(file, '..'))).toEqual(['captures.sqlite']);
  });

  test('addCaptures() keeps a record whole or not at all', () => {
    const writer = open();
    const broken = capture(1);
    broken.images.push({ ...broken.images[0]!, kind: 'face', width: null as unknown as number });
    expect(() => writer.addCaptures(broken)).toThrow();
    expect(writer.present().size).toBe(0);
    writer.abandon();
  });
});
