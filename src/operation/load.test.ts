import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { linkProfileSchema } from './link-profile.ts';
import { loadOperation, shippedOperations } from './load.ts';
import { operationSchema } from './schema.ts';

const scenarios = join(import.meta.dirname, '..', '..', 'scenarios');
const slovenia = readFileSync(join(scenarios, 'operations', 'slovenia-2021.yaml'), 'utf8');
let folder: string;

beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'hotspot-operation-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function failure(text: string): AppError {
  const file = join(folder, 'own.yaml');
  writeFileSync(file, text);
  try {
    loadOperation(file);
  } catch (error) {
    return error as AppError;
  }
  throw new Error('the file was accepted');
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

describe('loadOperation', () => {
  test('loadOperation() loads every shipped operation with its links', () => {
    for (const name of shippedOperations()) expect(loadOperation(name).links.size).toBeGreaterThan(0);
  });

  test('loadOperation() tells all problems of a file at once, each with its place', () => {
    const text = slovenia.replace('checks: 69', 'checks: many').replace('link: 4g-rural-balkan', 'link: 9g').replace('share: 0.95', 'share: 95').replace('seed: 1', 'seeds: 1');
    const { message, exit } = failure(text);
    expect(exit).toBe(2);
    const places = [['checks: many', 'checks'], ['share: 95', 'slo.inTime.share'], ['seeds: 1', 'seeds']] as const;
    for (const [part, path] of places) expect(message).toMatch(new RegExp(`own\\.yaml:${lineOf(text, part)}:\\d+: ${path.replaceAll('.', '\\.')}: got `));
    expect(message).toContain('Hint: ');
  });

  test('loadOperation() finds what only values together make wrong', () => {
    const text = slovenia.replace('link: 4g-rural-balkan', 'link: 9g').replace('id: si-gruskovje', 'id: si-obrezje').replace('closes: "18:00"', 'closes: "07:00"').replace('sizeMax: 16', 'sizeMax: 6');
    const { message } = failure(text);
    expect(message).toContain('has 4 problem(s)');
    for (const part of ['link: got "9g", expected a link profile: 2g,', 'id: got "si-obrezje"', 'closes: got "07:00"', 'sizeMax: got 6']) expect(message).toContain(part);
  });

  test('loadOperation() says where YAML is broken', () => {
    expect(failure(`${slovenia}\nsites: [`).message).toMatch(/own\.yaml:\d+:\d+: \(file\)/);
  });

  test('loadOperation() names the shipped ones when nothing has the name', () => {
    expect(() => loadOperation('slovenja')).toThrow(/no operation or file is called "slovenja"/);
  });

  test('loadOperation() answers any damage with an AppError, never another fault', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: slovenia.length - 1 }), fc.string({ maxLength: 12 }), (at, junk) => {
      writeFileSync(join(folder, 'fuzz.yaml'), slovenia.slice(0, at) + junk + slovenia.slice(at + junk.length));
      try {
        loadOperation(join(folder, 'fuzz.yaml'));
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }), { numRuns: 150 });
  });
});

describe('schemas for editors', () => {
  test.each([['operation.schema.json', operationSchema], ['link.schema.json', linkProfileSchema]] as const)('%s is the schema that the loader uses', async (file, schema) => {
    await expect(`${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`).toMatchFileSnapshot(join(scenarios, file));
  });
});
