import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Hotspot, miniOperation } from './testing/hotspot.ts';

test('layout keeps the keys of a stack that is laid out for the plan, refuses another plan, and lays out anew what was not finished', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hotspot-layout-'));
  const stack = join(folder, 'run');
  const layOut = async (operation: string): Promise<{ code: number; stderr: string }> => {
    const hotspot = new Hotspot(['layout', operation, stack], folder);
    return { code: await hotspot.ended, stderr: hotspot.stderr };
  };
  const key = (): string => readFileSync(join(stack, 'trust', 'queue-key'), 'utf8');

  const first = await layOut(miniOperation);
  expect(first.code, first.stderr).toBe(0);
  const firstKey = key();
  expect((await layOut(miniOperation)).code).toBe(0);
  expect(key()).toBe(firstKey);

  const other = join(folder, 'other.yaml');
  writeFileSync(other, readFileSync(miniOperation, 'utf8').replace('seed: 1', 'seed: 2'));
  expect(await layOut(other)).toEqual({ code: 2, stderr: expect.stringContaining('is laid out for another plan') });
  expect(key()).toBe(firstKey);

  rmSync(join(stack, 'plan.json'));
  expect((await layOut(miniOperation)).code).toBe(0);
  expect(key()).not.toBe(firstKey);
});
