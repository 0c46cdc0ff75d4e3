import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetPrint } from './dataset.ts';

const judge = new URL('peers/Judge.java', import.meta.url).pathname;

/** What SourceAFIS gives every pair i < j, row by row, and how long it takes. */
export interface PeerScores {
  scores: number[];
  /** Mean of a print, one thread. */
  extractMs: number;
  /** One thread. */
  matchesPerS: number;
}

/**
 * Class path of SourceAFIS and what it needs, out of Maven's own store.
 * @returns null, after one line that says so, where Java or Maven is missing
 */
export function sourceAfisClasspath(bench: string): string | null {
  const dir = mkdtempSync(join(tmpdir(), 'hotspot-classpath-'));
  try {
    const list = join(dir, 'classpath.txt');
    execFileSync('java', ['-version'], { stdio: 'ignore' });
    execFileSync('mvn', ['-q', '-B', '-f', new URL('peers/pom.xml', import.meta.url).pathname, 'dependency:build-classpath', `-Dmdep.outputFile=${list}`], { stdio: ['ignore', 2, 2] });
    return readFileSync(list, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    process.stderr.write(`bench ${bench}: ${(error as NodeJS.ErrnoException).path} is not on PATH; SourceAFIS needs Java 17 and Maven (Debian: openjdk-17-jdk-headless, maven). It was not measured.\n`);
    return null;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Runs SourceAFIS over a folder as `Judge.java` says. */
export function runJudge(classpath: string, folder: string, pairs: 'all' | 'firsts'): void {
  execFileSync('java', ['-cp', classpath, judge, folder, pairs], { stdio: ['ignore', 2, 'ignore'] });
}

/** SourceAFIS on every pair of prints; null where it is not to be had. */
export function judgeAllPairs(prints: DatasetPrint[]): PeerScores | null {
  const classpath = sourceAfisClasspath('matcher');
  if (classpath === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'hotspot-pairs-'));
  try {
    prints.forEach(({ pixels }, k) => writeFileSync(join(folder, `${k}.raw`), pixels));
    writeFileSync(join(folder, 'prints.txt'), prints.map(({ set, finger, width, height, ppi }, k) => `${set}/${finger.replaceAll(' ', '-')} ${width} ${height} ${k}.raw ${ppi}\n`).join(''));
    runJudge(classpath, folder, 'all');
    const scores = readFileSync(join(folder, 'scores.txt'), 'utf8').split('\n').filter(Boolean).map((line) => Number(line.split(' ')[1]));
    return { scores, ...(JSON.parse(readFileSync(join(folder, 'times.json'), 'utf8')) as Omit<PeerScores, 'scores'>) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
