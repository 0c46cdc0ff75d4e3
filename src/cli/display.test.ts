import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PlayStatus } from '../run/observer.ts';
import { display } from './display.ts';

let written: string;
let nowMs: number;

beforeEach(() => {
  written = '';
  nowMs = 0;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  Object.assign(process.stderr, { isTTY: undefined, rows: undefined, columns: undefined });
});

function status(sites: PlayStatus['sites']): PlayStatus {
  return { elapsedMs: 14_600, leftMs: 90_000, checks: { total: 69, due: 9, done: 7, offline: 2 }, hits: 1, p50Ms: 340, p95Ms: 445, sites };
}

const up = { id: 'xx-one', link: 'up', queue: 0 } as const;

describe('display()', () => {
  test('without a terminal writes plain lines: a step at its beginning and end, the play every 15 s', () => {
    const shown = display({ nowMs: () => nowMs, wallMs: () => 0 });
    for (let done = 0; done <= 100; done += 1) shown.step('gallery', done, 100);
    for (nowMs = 0; nowMs < 31_000; nowMs += 500) shown.play(status([up]));
    expect(written.split('\n').filter((line) => line.startsWith('gallery'))).toEqual([expect.stringContaining('0 of 100'), expect.stringContaining('done')]);
    expect(written.split('\n').filter((line) => line.includes('7 of 69 checks done, 9 due, 2 stored'))).toHaveLength(3);
    expect(written).not.toContain('\u001b');
  });

  test('tells how long a step still takes by its own pace', () => {
    const shown = display({ nowMs: () => nowMs, wallMs: () => 0 });
    shown.step('gallery', 0, 100);
    nowMs = 20_000;
    shown.step('gallery', 25, 100);
    expect(written).toContain('25 of 100, 1 min 0 s left');
  });

  test('on a terminal shows each site, and those in trouble where not all have room', () => {
    vi.stubEnv('CI', '');
    vi.stubEnv('TERM', 'xterm');
    Object.assign(process.stderr, { isTTY: true, rows: 12, columns: 100 });
    const shown = display({ nowMs: () => (nowMs += 1_000), wallMs: () => 0 });
    const many = Array.from({ length: 20 }, (_, k) => ({ ...up, id: `xx-${k}` }));
    shown.play(status([...many, { id: 'xx-dark', link: 'silent', queue: 3 }]));
    expect(written).toMatch(/xx-dark +link [^ ]*silent[^ ]*, 3 in queue/);
    expect(written).toContain('and 16 more sites');
  });
});
