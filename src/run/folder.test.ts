import { mkdtempSync, readdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../core/clock.ts';
import { makeRunFolder } from './folder.ts';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, statfsSync: vi.fn<typeof fs.statfsSync>(fs.statfsSync) };
});

const noon: Clock = { nowMs: () => 0, wallMs: () => Date.UTC(2026, 0, 5, 12) };
let runs: string;

beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'folder-'));
  vi.stubEnv('HOTSPOT_RUNS', runs);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('makeRunFolder()', () => {
  test('names runs by operation and time, and numbers those of one second', () => {
    expect([1, 2, 3].map(() => makeRunFolder('short', noon).runId)).toEqual(['short-20260105T120000', 'short-20260105T120000-2', 'short-20260105T120000-3']);
  });

  test('refuses a full disk with what is free and what is needed, and makes nothing', () => {
    vi.mocked(statfsSync).mockReturnValueOnce({ ...statfsSync(runs), bavail: 1_000, bsize: 4_096 });
    expect(() => makeRunFolder('short', noon)).toThrow(expect.objectContaining({ code: 'DISK_FULL', message: expect.stringContaining('4 MB free, a rehearsal needs 500 MB') }));
    expect(readdirSync(runs)).toEqual([]);
  });
});
