import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeTemplate } from '../../synth/iso-template.ts';
import { makePrint, makePrintWsq, type Print, type PrintRequest } from '../../synth/native.ts';
import { quantile } from '../../src/core/quantile.ts';
import { systemClock } from '../../src/core/clock.ts';
import { decodeWsq, extractMinutiae } from '../index.ts';
import { native } from '../native.ts';

/** What is measured. */
export interface SpeedRequest {
  seed: number;
  rounds: number;
  /** Folder of earlier kernels that run in turn with ours; null for none. */
  beside: string | null;
}

/** Figures of one core; each is better when larger, but for times. */
interface Figures {
  'extraction ms/print': number;
  'WSQ decoding Mpx/s': number;
  'filter M/s': number;
  'rerank k/s': number;
}

type Name = keyof Figures;

const goals: Record<Name, string> = { 'extraction ms/print': '<= 4', 'WSQ decoding Mpx/s': '>= 100', 'filter M/s': '>= 2.5', 'rerank k/s': '>= 40' };

const size = { widthPx: 416, heightPx: 560 };
const [people, impressions] = [16, 4];
const decodePasses = 3;
/** More than the caches hold: 14 MB. */
const galleryFingers = 25_000;
const wsqBitsPerPx = 0.75;

/** An earlier kernel: how it is built, how it is run, what its words mean. */
interface Kernel {
  figure: Name;
  program: string;
  args: string[];
  value(words: string): number;
}

/** Speed of every stage on one core, over synthetic prints, beside the goal and earlier kernels. */
export async function measureSpeed({ seed, rounds, beside }: SpeedRequest): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'hotspot-matcher-'));
  try {
    const requests = Array.from({ length: people * impressions }, (_, k): PrintRequest => ({
      seed, person: Math.floor(k / impressions), finger: 2, impression: k % impressions, preset: 'field', ...size, condition: 'normal',
    }));
    const prints = await Promise.all(requests.map((request) => makePrint(request)));
    const streams = await Promise.all(requests.map(async (request) => (await makePrintWsq(request, wsqBitsPerPx)).wsq));
    process.stdout.write(`${cpus()[0]!.model.trim()}, load ${loadavg()[0]!.toFixed(1)}, ${native.version()}, seed ${seed}, ${prints.length} prints of ${size.widthPx}x${size.heightPx}, ${rounds} rounds, one core\n`);
    const kernels = beside === null ? [] : await buildKernels(beside, dir, prints, streams);
    const ours: Figures[] = [];
    const others: Partial<Figures>[] = [];
    for (let round = 0; round < rounds; round += 1) {
      others.push(Object.fromEntries(kernels.map(({ figure, program, args, value }) => [figure, value(execFileSync(program, args, { encoding: 'utf8' }))])));
      ours.push(await ourFigures(prints, streams));
    }
    for (const name of Object.keys(goals) as Name[]) report(name, ours.map((figures) => figures[name]), others.flatMap((figures) => figures[name] ?? []));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function ourFigures(prints: Print[], streams: Uint8Array[]): Promise<Figures> {
  const templates = [];
  for (const print of prints) templates.push(await native.benchTemplate(print.pixels, size.widthPx, size.heightPx, 500));
  const startMs = systemClock.nowMs();
  for (let pass = 0; pass < decodePasses; pass += 1) for (const stream of streams) decodeWsq(stream);
  const decodeMs = systemClock.nowMs() - startMs;
  const bytes = templates.map(({ template }) => template);
  const filterMs = await native.benchFilter(bytes, galleryFingers);
  const { ms } = await native.benchScores(bytes, 1);
  const pairs = (prints.length * (prints.length - 1)) / 2;
  return {
    'extraction ms/print': templates.reduce((sum, template) => sum + template.ms, 0) / templates.length,
    'WSQ decoding Mpx/s': (decodePasses * prints.length * size.widthPx * size.heightPx) / decodeMs / 1000,
    'filter M/s': (bytes.length * galleryFingers) / filterMs / 1000,
    'rerank k/s': pairs / ms[0]!,
  };
}

/** Builds the earlier kernels and lays out what they read: our prints as PGM, our minutiae as ISO/IEC 19794-2 templates. */
async function buildKernels(folder: string, dir: string, prints: Print[], streams: Uint8Array[]): Promise<Kernel[]> {
  const program = (name: string): string => join(dir, name);
  for (const name of ['filter_kernel', 'polar_rerank']) {
    execFileSync('g++', ['-O3', '-march=x86-64-v3', '-ffast-math', '-std=c++17', join(folder, `${name}.cpp`), '-o', program(name)], { stdio: ['ignore', 2, 'ignore'] });
  }
  execFileSync('rustc', ['--edition', '2021', '-C', 'opt-level=3', '-C', 'target-cpu=native', '-o', program('extract_minutiae'), join(folder, 'extract_minutiae.rs')], { stdio: ['ignore', 2, 'ignore'] });

  for (const name of ['pgm', 'iso', 'out']) mkdirSync(join(dir, name));
  const names = prints.map((_, k) => `P_${Math.floor(k / impressions)}_${k % impressions}`);
  for (const [k, print] of prints.entries()) {
    writeFileSync(join(dir, 'pgm', `${names[k]!}.pgm`), Buffer.concat([Buffer.from(`P5\n${size.widthPx} ${size.heightPx}\n255\n`), print.pixels]));
    const { minutiae } = await extractMinutiae(streams[k]!);
    writeFileSync(join(dir, 'iso', `${names[k]!}.iso`), encodeTemplate({ fgp: 2, impressionType: 0, width: size.widthPx, height: size.heightPx, minutiae }));
  }
  const [list, ppiList] = [join(dir, 'list.txt'), join(dir, 'ppi.txt')];
  writeFileSync(list, `${names.join('\n')}\n`);
  writeFileSync(ppiList, names.map((name) => `${name} 500\n`).join(''));
  const compared = ['iso', join(dir, 'iso'), list, join(dir, 'scores')];
  const number = (pattern: RegExp) => (words: string): number => Number(pattern.exec(words)![1]);
  return [
    { figure: 'extraction ms/print', program: program('extract_minutiae'), args: [ppiList, join(dir, 'pgm'), join(dir, 'out')], value: number(/([\d.]+) ms a print/) },
    { figure: 'filter M/s', program: program('filter_kernel'), args: compared, value: number(/([\d.]+) million fingers/) },
    { figure: 'rerank k/s', program: program('polar_rerank'), args: compared, value: (words) => number(/([\d.]+) comparisons\/s/)(words) / 1000 },
  ];
}

/** Median, least and most; the ratio is of the medians. */
function report(name: Name, ours: number[], others: number[]): void {
  const sorted = ours.toSorted((a, b) => a - b);
  const middle = quantile(sorted, 0.5);
  const other = others.length > 0 ? quantile(others.toSorted((a, b) => a - b), 0.5) : null;
  const show = (value: number): string => Number(value.toPrecision(3)).toString();
  process.stdout.write(`${name.padEnd(20)} ${show(middle).padStart(7)} (${show(sorted[0]!)} - ${show(sorted.at(-1)!)})  goal ${goals[name]}${other === null ? '' : `; beside ${show(other)}, ratio ${(middle / other).toFixed(2)}`}\n`);
}
