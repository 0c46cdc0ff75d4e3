/** One batch of mutants in a process of its own: `node matcher/bench/fuzz-target.ts BATCH`, BATCH as JSON; sends a `Tally` to its parent. */
import sharp from 'sharp';
import { makePrint, makePrintWsq, makeSlap } from '../../synth/native.ts';
import { native } from '../native.ts';
import { picturesOf } from './face-set.ts';
import { intiOriginals, runInti } from './fuzz-inti.ts';
import { bitmap } from '../testing/bitmap.ts';

/** Formats that reach the product from outside, or lie on its disk. */
export type TargetName = 'wsq' | 'jpeg' | 'bmp' | 'slap' | 'template' | 'int-i';

/** Mutants `from..to`, `to` left out. */
export interface Batch {
  target: TargetName;
  seed: number;
  from: number;
  to: number;
}

/** What became of a batch. */
export interface Tally {
  /** Read in spite of the change. */
  taken: number;
  /** Answered by an error. */
  refused: number;
  /** Numbers of those that made something panic or throw what it should not. */
  panicked: number[];
  slowestMs: number;
  /** Number of the slowest. */
  slowestNumber: number;
  /** Largest resident size of the process before and after, MB. */
  baseMB: number;
  peakMB: number;
}

/** Small prints: the cost of a mutant is the size of its image. */
const print = { seed: 3, person: 1, finger: 2, impression: 1, preset: 'field', widthPx: 120, heightPx: 140, condition: 'normal' } as const;

const { target, seed, from, to } = JSON.parse(process.argv[2]!) as Batch;
const originals = await originalsOf(target);
const baseMB = peakMB();
const tally = target === 'int-i' ? runInti(originals, seed, from, to) : await native.benchFuzz(target, originals, seed, from, to);
process.send!({ ...tally, baseMB, peakMB: peakMB() } satisfies Tally);

function peakMB(): number {
  return process.resourceUsage().maxRSS / 1024;
}

async function originalsOf(name: TargetName): Promise<Buffer[]> {
  const small = [1, 2].map((finger) => ({ ...print, finger }));
  switch (name) {
    case 'wsq': return Promise.all(small.map(async (request) => (await makePrintWsq(request, 0.75)).wsq));
    case 'bmp': return Promise.all(small.map(async (request) => bitmap(await makePrint(request))));
    case 'slap': return Promise.all([0, 20].map(async (tiltDeg) => bitmap(await makeSlap({
      seed: 3, person: 1, fingers: [2, 3, 4, 5].map((finger) => ({ finger, condition: 'normal' })), impression: 1, preset: 'field', tiltDeg, widthPx: 1248, heightPx: 752,
    }))));
    case 'template': return Promise.all(small.map(async (request) => {
      const { pixels, width, height } = await makePrint({ ...request, widthPx: 400, heightPx: 500 });
      return (await native.benchTemplate(pixels, width, height, 500)).template;
    }));
    case 'jpeg': return jpegs();
    case 'int-i': return intiOriginals(await originalsOf('wsq'), (await jpegs())[0]!);
  }
}

/** Baseline and progressive. */
async function jpegs(): Promise<Buffer[]> {
  const jpeg = (await picturesOf(3, 1))[0]!.jpeg;
  return Promise.all([false, true].map((progressive) => sharp(jpeg).resize(96, 120).jpeg({ progressive, quality: 80 }).toBuffer()));
}
