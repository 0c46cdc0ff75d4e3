import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Refusal, refusalKinds } from './refusal.ts';

test('README.md lists the code, status and title of every refusal that has a body', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  const listed = [...readme.matchAll(/^\| (\d{4}) \| (\d{3}) \| ([^;:|]+?)(?:[;:] [^|]*)? \|$/gm)].map(([, code, status, title]) => [Number(code), Number(status), title]);
  const rows = refusalKinds.map((kind) => new Refusal(kind).row).filter(({ code }) => code !== undefined);
  expect(listed).toEqual(rows.map(({ code, status, title }) => [code, status, title]));
});

test('Refusal.body() is OSIA\'s Error, or nothing', () => {
  expect(new Refusal('schema', 'filter: missing').body()).toBe('{"code":4001,"message":"not as the schema has it: filter: missing"}');
  expect(new Refusal('quality').body()).toBe('{"code":4005,"message":"quality below the floor"}');
  expect((['no-token', 'no-scope', 'unknown'] as const).map((kind) => new Refusal(kind, 'why').body())).toEqual([null, null, null]);
});
