import { mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { AppError } from '../core/errors.ts';

const root = join(import.meta.dirname, '..', '..');

/** A rehearsal needs this much free space for its folder, bytes. */
const freeBytesMin = 500_000_000;

/** The folder of all runs: HOTSPOT_RUNS, else `runs/` in the project. */
export function runsFolder(): string {
  return process.env['HOTSPOT_RUNS'] ?? join(root, 'runs');
}

/** What preparation makes once and keeps: HOTSPOT_CACHE, else `.cache/` in the project. */
export function cacheFolder(): string {
  return process.env['HOTSPOT_CACHE'] ?? join(root, '.cache');
}

/** Templates of galleries, by corpus and extractor. */
export function templatesFolder(): string {
  return join(cacheFolder(), 'templates');
}

/**
 * Makes the folder of a new run, `<operation>-<UTC time>`, with a number behind it where two start in one second.
 * @throws AppError RUN_FOLDER_UNWRITABLE, DISK_FULL
 */
export function makeRunFolder(operation: string, clock: Clock): { runId: string; runDir: string } {
  const runs = runsFolder();
  const stamp = new Date(clock.wallMs()).toISOString().replace(/[-:]/g, '').slice(0, 15);
  try {
    mkdirSync(runs, { recursive: true });
    const { bavail, bsize } = statfsSync(runs);
    if (bavail * bsize < freeBytesMin) throw new AppError('DISK_FULL', { folder: runs, freeMB: Math.floor(bavail * bsize / 1e6), neededMB: freeBytesMin / 1e6 });
    for (let attempt = 1; ; attempt += 1) {
      const runId = attempt === 1 ? `${operation}-${stamp}` : `${operation}-${stamp}-${attempt}`;
      const runDir = join(runs, runId);
      if (mkdirOnce(runDir)) return { runId, runDir };
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('RUN_FOLDER_UNWRITABLE', { folder: runs, reason: error instanceof Error ? error.message : String(error) });
  }
}

function mkdirOnce(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
