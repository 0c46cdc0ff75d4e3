import { exitOf, tellError } from './errors.ts';

/**
 * `npm run bench -- NAME [OPTIONS]`: every claim of speed or accuracy has its command here. A bench prints machine, seed, spread, and the
 * limit or peer beside each figure; it reports and never fails on a figure.
 */
const benches: Record<string, { file: string; shows: string }> = {
  stack: { file: '../run/bench/stack.ts', shows: 'what a check costs outside capture and link at zero load, by stage' },
  fleet: { file: '../device/bench/fleet.ts', shows: '200 devices in one fleet process: lateness, processor, memory' },
  matcher: { file: '../../matcher/bench/matcher.ts', shows: 'the matcher: speed of each stage (--beside DIR), or error rates over folders of real prints (--dataset DIR)' },
  searches: { file: '../../matcher/bench/searches.ts', shows: 'mates found and false hits in the gallery of an operation, by condition of the skin' },
  gallery: { file: '../../matcher/bench/gallery.ts', shows: 'a large gallery of ten prints: load, memory, stages of a search, mates at rank 1 (--people N)' },
  slaps: { file: '../../matcher/bench/slaps.ts', shows: 'slaps cut into fingers, and mates found by them (--people N, --preset P)' },
  synth: { file: '../../synth/bench/prints.ts', shows: 'prints a second on one core, and the figures that hold prints against real ones (--beside DIR)' },
  peers: { file: '../../synth/bench/peers.ts', shows: 'SourceAFIS as a judge of the prints: minutiae found, scores of different fingers (Java, Maven)' },
  pairs: { file: '../../synth/bench/pairs.ts', shows: 'how minutiae lie to each other, synthetic beside real ones (--dataset DIR)' },
  portraits: { file: '../../synth/bench/faces.ts', shows: 'synthetic faces before detectors made for photographs, their likeness, faces a second (--beside DIR)' },
  faces: { file: '../../matcher/bench/faces.ts', shows: 'error rates of the portrait vectors on synthetic faces' },
  scan: { file: '../../matcher/bench/face-scan.ts', shows: 'a million portrait vectors searched, beside the read bandwidth of the memory' },
  fuzz: { file: '../../matcher/bench/fuzz.ts', shows: 'a million hostile files: panics, hangs, time, memory (--mutants N)' },
};

const [name = '', ...rest] = process.argv.slice(2);
const bench = benches[name];
if (bench) {
  process.argv = [process.argv[0]!, new URL(bench.file, import.meta.url).pathname, ...rest];
  try {
    await import(bench.file);
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')) {
      process.stderr.write(`bench ${name}: ${(error as Error).message}\n`);
      process.exitCode = 2;
    } else {
      tellError(error);
      process.exitCode = exitOf(error);
    }
  }
} else {
  const lines = Object.entries(benches).map(([known, { shows }]) => `  ${known.padEnd(10)} ${shows}\n`);
  process.stderr.write(`usage: npm run bench -- NAME [OPTIONS]\n${lines.join('')}`);
  process.exitCode = 2;
}
