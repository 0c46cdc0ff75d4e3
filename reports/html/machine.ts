import { quantile } from '../../src/core/quantile.ts';
import { markup, type Markup, type Part } from '../markup.ts';
import type { Report } from '../report.ts';
import { rerunCommand } from '../rerun.ts';
import { bytes, duration, percent, whole } from '../units.ts';
import { section } from './section.ts';
import { table } from './table.ts';

/** What ran where, how busy it was, and how to run it again. */
export function machinePart({ run }: Report): Markup {
  const { plan, host, versions } = run;
  const facts: [string, Part][] = [
    ['run', markup`<code>${run.runId}</code>`],
    ['started', run.startedAt],
    ['operation', [plan.title, ` (${plan.operation}), ${plan.rounds} round${plan.rounds === 1 ? '' : 's'}`]],
    ['seed', plan.seed],
    ['plan', markup`<code>${run.planDigest}</code> (SHA-256)`],
    ['target', run.target === 'reference' ? 'the reference gateway and matcher' : run.target],
    ['host', `${host.cpu}, ${host.cores} cores, ${bytes(host.memoryBytes)} memory, ${host.os}`],
    ...Object.entries(versions).map(([name, version]): [string, Part] => [name, markup`<code>${version}</code>`]),
  ];
  return section('machine', 'The run', 'The same operation and seed give the same plan, bit by bit; times differ with the machine.',
    table('The run', [{ head: '', look: 'w', cell: ([name]) => name }, { head: '', cell: ([, value]) => value }], facts),
    galleries(run),
    usage(run),
    markup`<h3>Run it again</h3><pre><code>${rerunCommand(run)}</code></pre>`);
}

/** Who each matcher holds, and how long it took to have them at hand. */
function galleries({ events }: Report['run']): Part {
  const loaded = events.filter(({ kind }) => kind === 'gallery-loaded');
  if (loaded.length === 0) return null;
  return [markup`<h3>Gallery</h3><p class="muted">Opened before the play, and again after a restart; prints that are new to this machine are extracted first.</p>`, table('Gallery', [
    { head: 'program', cell: ({ subject }) => subject },
    { head: 'people', look: 'n', cell: ({ data }) => whole(Number(data['people'])) },
    { head: 'ready in', look: 'n', cell: ({ data }) => duration(Number(data['loadMs'])) },
  ], loaded)];
}

interface Usage {
  name: string;
  cpu: number[];
  rss: number;
}

/** Processor and memory by program over the play. */
function usage({ samples, host }: Report['run']): Part {
  const gauges = new Map<string, Usage>();
  for (const { subject, gauge, value } of samples) {
    if (gauge !== 'cpuRatio' && gauge !== 'rssBytes') continue;
    const one = gauges.get(subject) ?? { name: subject, cpu: [], rss: 0 };
    if (gauge === 'cpuRatio') one.cpu.push(value);
    else one.rss = Math.max(one.rss, value);
    gauges.set(subject, one);
  }
  const rows = [...gauges.values()].map((one) => ({ ...one, cpu: [...one.cpu].sort((a, b) => a - b) }));
  if (rows.length === 0) return null;
  const at = (q: number) => ({ cpu }: Usage): string => (cpu.length === 0 ? '–' : percent(quantile(cpu, q)));
  return [markup`<h3>Processor and memory</h3><p class="muted">By program, sampled twice a second; 100 % is one core of ${host.cores}.</p>`, table('Processor and memory', [
    { head: 'program', cell: (row) => row.name },
    { head: 'processor, median', look: 'n', cell: at(0.5) },
    { head: 'p95', look: 'n', cell: at(0.95) },
    { head: 'most', look: 'n', cell: at(1) },
    { head: 'memory, most', look: 'n', cell: (row) => (row.rss === 0 ? '–' : bytes(row.rss)) },
  ], rows)];
}
