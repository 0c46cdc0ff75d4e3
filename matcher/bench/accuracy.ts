import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { native } from '../native.ts';
import { listPrints, readPrint, type DatasetPrint, type FingerHalf } from './dataset.ts';
import { errorRates, type ErrorRates } from './error-rates.ts';
import { judgeAllPairs } from './source-afis.ts';
import { tradeOffPage, type Trade } from './trade-off.ts';

/** What is measured, and where it is written. */
export interface AccuracyRequest {
  dataset: string;
  /** Resolution of files that do not say, by set. */
  ppiOf: (set: string) => number;
  fingers: FingerHalf;
  /** Folder of scores, plot and table. */
  out: string;
  /** One JSON object on stdout instead of the table, and no peer. */
  json: boolean;
}

/** Scores of all pairs i < j, row by row. */
type Scores = ArrayLike<number>;

/** A set's figures, or the pooled ones. */
interface Row {
  system: string;
  set: string;
  genuine: number;
  impostor: number;
  rates: ErrorRates;
}

/**
 * Accuracy by the protocol of the Fingerprint Verification Competition (Maio et al. 2002): genuine = every unordered pair of impressions of one finger;
 * impostor = every pair of prints of different fingers, within the set for a set's figures, across all sets for the pooled ones.
 */
export async function measureAccuracy({ dataset, ppiOf, fingers, out, json }: AccuracyRequest): Promise<void> {
  const say = (line: string): void => void (json ? process.stderr : process.stdout).write(`${line}\n`);
  const listed = listPrints(dataset, fingers);
  if (listed.length < 2) {
    process.stderr.write(`bench matcher: ${dataset} holds ${listed.length} files named FINGER_IMPRESSION.png, .tif, .bmp or .wsq; two are the least.\n`);
    process.exitCode = 2;
    return;
  }
  say(`${cpus()[0]!.model.trim()}, load ${loadavg()[0]!.toFixed(1)}, ${native.version()}, ${listed.length} prints, fingers ${fingers}`);
  const prints: DatasetPrint[] = [];
  const templates: { template: Buffer; ms: number }[] = [];
  for (const entry of listed) {
    const print = await readPrint(entry, ppiOf(entry.set));
    prints.push(print);
    templates.push(await native.benchTemplate(print.pixels, print.width, print.height, print.ppi));
    if (process.stderr.isTTY) process.stderr.write(`\rextraction ${prints.length} of ${listed.length} `);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

  const { rerank, filter, ms } = await native.benchScores(templates.map(({ template }) => template), availableParallelism());
  const pairs = (prints.length * (prints.length - 1)) / 2;
  const extractMs = templates.reduce((sum, { ms: own }) => sum + own, 0) / templates.length;
  const matchesPerS = (1000 * pairs) / ms[0]! / availableParallelism();
  const pooled = rowOf('hotspot', 'pooled', prints, rerank);
  if (json) {
    const { rates, genuine, impostor } = pooled;
    process.stdout.write(`${JSON.stringify({ prints: prints.length, genuine, impostor, eer: rates.eer, fnmrAtFmr1e3: rates.fnmrAt(1e-3), fnmrAtFmr1e4: rates.fnmrAt(1e-4), zeroFmrFnmr: rates.fnmrAt(0), extractMs, matchesPerS })}\n`);
  }
  const peer = json ? null : judgeAllPairs(prints);
  const systems: [system: string, scores: Scores][] = [['hotspot', rerank], ['hotspot, filter alone', filter], ...(peer ? [['SourceAFIS', peer.scores] as [string, Scores]] : [])];
  const rows = systems.flatMap(([system, scores]) => [...setsOf(prints).map((set) => rowOf(system, set, prints, scores)), rowOf(system, 'pooled', prints, scores)]);
  say(`${''.padEnd(22)}${'set'.padEnd(12)}${['EER', 'FNMR@1e-3', 'FNMR@1e-4', 'FNMR@0'].map((head) => head.padStart(10)).join('')}   pairs, rates in %`);
  for (const row of rows) say(tableLine(row));
  say(`extraction ${extractMs.toFixed(2)} ms a print (least ${Math.min(...templates.map((template) => template.ms)).toFixed(2)}); ${(matchesPerS / 1000).toFixed(1)} k matches/s a core`);
  if (peer) say(`SourceAFIS on ${availableParallelism()} threads: ${peer.extractMs.toFixed(2)} ms a print (ours is ${(extractMs / peer.extractMs).toFixed(2)} of it), ${(peer.matchesPerS / 1000).toFixed(1)} k matches/s a core (ours are ${(matchesPerS / peer.matchesPerS).toFixed(1)} times as many)`);

  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'scores.csv'), csv(prints, systems));
  writeFileSync(join(out, 'trade-off.html'), tradeOffPage(dataset, rows.filter((row) => row.set === 'pooled').map((row): Trade => ({ system: row.system, rates: row.rates })), rows.map(tableCells)));
  say(`scores and plot: ${join(out, 'scores.csv')}, ${join(out, 'trade-off.html')}`);
}

function setsOf(prints: DatasetPrint[]): string[] {
  return [...new Set(prints.map(({ set }) => set))];
}

function rowOf(system: string, set: string, prints: DatasetPrint[], scores: Scores): Row {
  const genuine: number[] = [];
  const impostor: number[] = [];
  forPairs(prints, (a, b, k) => {
    const sameSet = a.set === b.set;
    if (set !== 'pooled' && !(sameSet && a.set === set)) return;
    (sameSet && a.finger === b.finger ? genuine : impostor).push(scores[k]!);
  });
  return { system, set, genuine: genuine.length, impostor: impostor.length, rates: errorRates(genuine, impostor) };
}

function forPairs(prints: DatasetPrint[], visit: (a: DatasetPrint, b: DatasetPrint, k: number) => void): void {
  let k = 0;
  for (const [i, a] of prints.entries()) {
    for (let j = i + 1; j < prints.length; j += 1) {
      visit(a, prints[j]!, k);
      k += 1;
    }
  }
}

/** System, set, EER, FNMR at FMR 1e-3, 1e-4 and 0, pairs. */
function tableCells({ system, set, genuine, impostor, rates }: Row): string[] {
  const percent = (rate: number): string => (100 * rate).toFixed(2);
  return [system, set, ...[rates.eer, rates.fnmrAt(1e-3), rates.fnmrAt(1e-4), rates.fnmrAt(0)].map(percent), `${genuine} genuine, ${impostor} impostor`];
}

function tableLine(row: Row): string {
  const [system, set, ...cells] = tableCells(row);
  return `${system!.padEnd(22)}${set!.padEnd(12)}${cells.slice(0, -1).map((cell) => cell.padStart(10)).join('')}   ${cells.at(-1)}`;
}

function csv(prints: DatasetPrint[], systems: [string, Scores][]): string {
  const lines = [`a,b,mated,${systems.map(([system]) => system.replace(', ', ' ')).join(',')}`];
  const name = ({ set, finger, impression }: DatasetPrint): string => `${set}/${finger}_${impression}`;
  forPairs(prints, (a, b, k) => lines.push(`${name(a)},${name(b)},${Number(a.set === b.set && a.finger === b.finger)},${systems.map(([, scores]) => scores[k]).join(',')}`));
  return `${lines.join('\n')}\n`;
}
