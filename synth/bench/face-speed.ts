import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { makeShot, shots } from './face-set.ts';

/** People and rounds timed; each person is captured once a preset. */
const peopleTimed = 4;
const roundsTimed = 5;
const captures = [0, 1, 3];

/** Prints faces a second of one core at 480 x 600, and of the peer's program in `besideDir` run in alternation. */
export async function compareSpeed(seed: number, besideDir: string | undefined): Promise<void> {
  const peer = besideDir === undefined ? null : buildPeer(besideDir);
  const rounds: { own: number; peer: number | null }[] = [];
  for (let round = 0; round < roundsTimed; round++) {
    const first = round * peopleTimed;
    rounds.push({ own: await timed(() => makeOwn(seed, first)), peer: peer && await timed(() => peer.make(first)) });
  }
  peer?.remove();
  const made = peopleTimed * captures.length;
  process.stdout.write(`${spread(rounds.map(({ own }) => (1000 * made) / own))} faces a second of one core\n`);
  if (peer) {
    process.stdout.write(`${spread(rounds.map((round) => (1000 * made) / round.peer!))} of ${besideDir}, in turn; ratio ${spread(rounds.map((round) => round.peer! / round.own))}\n`);
  }
}

/** One after the other: a request keeps one core busy. */
async function makeOwn(seed: number, first: number): Promise<void> {
  for (let number = first; number < first + peopleTimed; number++) {
    for (const capture of captures) await makeShot(seed, number, capture);
  }
}

function buildPeer(dir: string): { make(first: number): void; remove(): void } {
  const work = mkdtempSync(join(tmpdir(), 'faces-'));
  const program = join(work, 'peer');
  execFileSync('rustc', ['--edition', '2021', '-C', 'opt-level=3', '-C', 'target-cpu=native', '-o', program, join(dir, 'face_procedural.rs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const presets = captures.map((capture) => shots[capture]!.charAt(0)).join('');
  return {
    make: (first) => void execFileSync(program, [String(first), String(peopleTimed), work, presets, '--no-write'], { stdio: 'ignore' }),
    remove: () => rmSync(work, { recursive: true }),
  };
}

async function timed(work: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function spread(figures: number[]): string {
  const sorted = figures.toSorted((a, b) => a - b);
  return `${sorted[Math.floor(sorted.length / 2)]!.toFixed(1)} (${sorted[0]!.toFixed(1)} to ${sorted.at(-1)!.toFixed(1)})`;
}
