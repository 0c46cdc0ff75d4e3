/**
 * What the fleet costs and how late it is: `npm run bench -- fleet [--seed N] [--rounds N] [--seconds N]`. 200 virtual devices in one process,
 * 20 checks/s of 100 kB, an instant scanner and an instant gateway in processes of their own; the officers are k6's.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Timeline } from '../../../scenarios/k6/timeline.ts';
import { systemClock } from '../../core/clock.ts';
import type { Plan } from '../../core/plan.ts';
import { quantile } from '../../core/quantile.ts';
import { stream } from '../../core/random.ts';
import type { CheckRecord } from '../../core/records.ts';
import { formatTcn } from '../../core/tcn.ts';
import { makeTrust } from '../../service/trust.ts';
import { engine } from '../../stack/engines.ts';
import { startOfficers } from '../../stack/k6.ts';
import { usageOf } from '../../stack/usage.ts';
import type { Metrics } from '../metrics.ts';
import { faceDeviceId, fingerDeviceId } from '../testing/fake-scanner.ts';
import { get, post, startServiceProcess } from '../testing/service-process.ts';
import type { ServiceProcess } from '../testing/service-process.ts';
import { smallPlan } from '../testing/small-plan.ts';

const limits = { latenessMsP99: 50, fleetCores: 0.15 };
const shape = { sites: 20, devicesEach: 10 };
const checksPerS = 20;
/** Two fingers at FAP 30 and a face, bytes. */
const imageBytes = { finger: 14_000, face: 70_000 };
/** k6 makes its officers before the first check is due, ms. */
const leadMs = 8_000;

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '60' } } });
const seed = Number(values.seed);

/** One repetition's figures, in the order of the columns. */
interface Figures {
  'lateness p50 ms': number;
  'lateness p99 ms': number;
  'lateness max ms': number;
  'result p50 ms': number;
  'result p99 ms': number;
  'fleet cores': number;
  'k6 cores': number;
  'fleet MB': number;
  'k6 MB': number;
  'loop p99 ms': number;
  answered: number;
}

const plan = planOf(Number(values.seconds));
process.stdout.write(`${cpus()[0]!.model.trim()}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)} before; node ${process.version}; seed ${seed}; ${plan.devices.length} devices, ${plan.checks.length} checks at ${checksPerS}/s\n`);
const rounds: Figures[] = [];
for (let round = 0; round < Number(values.rounds); round += 1) {
  rounds.push(await repetition());
  process.stderr.write(`repetition ${round + 1}: ${JSON.stringify(rounds[round])}\n`);
}
print();

/** Arrivals are a Poisson process; devices take them in turns, so that no officer is busy. */
function planOf(seconds: number): Plan {
  const plan = smallPlan({ ...shape, checksEach: (seconds * checksPerS) / (shape.sites * shape.devicesEach) });
  const random = stream(seed, 'arrivals');
  let dueMs = leadMs;
  for (const check of plan.checks.toSorted((a, b) => a.n - b.n)) {
    dueMs += random.exponential(1000 / checksPerS);
    check.dueMs = dueMs;
  }
  return { ...plan, seed, capture: { ...plan.capture, fap: 30 }, checks: plan.checks.toSorted((a, b) => a.dueMs - b.dueMs), playMs: dueMs };
}

async function repetition(): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), 'fleet-bench-'));
  const running: ServiceProcess[] = [];
  try {
    const trust = await makeTrust(join(dir, 'trust'));
    const start = async (file: string, config: object): Promise<string> => {
      const service = await startServiceProcess(join(import.meta.dirname, file), config);
      running.push(service);
      return service.url;
    };
    const gateway = await start('gateway.ts', { caFile: trust.caFile, ...trust.server });
    const scanner = await start('scanner.ts', imageBytes);
    writeFileSync(join(dir, 'plan.json'), JSON.stringify(plan));
    writeFileSync(join(dir, 'queue-key'), randomBytes(32).toString('hex'));
    const sites = await Promise.all(plan.sites.map(async (site) => [site.id, await trust.site(site.ori, site.country, site.id)] as const));
    const fleet = await start('../serve.ts', {
      dir: join(dir, 'fleet'), planFile: join(dir, 'plan.json'), queueKeyFile: join(dir, 'queue-key'),
      tls: { caFile: trust.caFile, sites: Object.fromEntries(sites) },
      links: Object.fromEntries(plan.sites.map(({ id }) => [id, { url: gateway, serverName: 'localhost', pacedRateBytesPerS: null, rttMs: 0 }])),
      scanners: Object.fromEntries(plan.devices.map(({ id }) => [id, { url: scanner, fingerDeviceId, faceDeviceId }])),
      warmups: plan.devices.map(({ id, site }, index) => ({ site, device: id, tcn: formatTcn(27, index + 1) })),
    });
    await post(`${fleet}/warmup`);
    return await play(dir, fleet);
  } finally {
    for (const { child } of running) child.kill('SIGTERM');
    await Promise.all(running.map(({ ended }) => ended));
    rmSync(dir, { recursive: true });
  }
}

async function play(dir: string, fleet: string): Promise<Figures> {
  const timeline: Timeline = {
    fleetUrl: fleet, maxDurationMs: plan.playMs + 60_000,
    devices: plan.devices.map(({ id }) => ({ id, checks: plan.checks.filter((check) => check.device === id).map(({ n, dueMs }) => ({ n, dueMs })) })),
  };
  writeFileSync(join(dir, 'timeline.json'), JSON.stringify(timeline));
  const originMs = systemClock.nowMs();
  await post(`${fleet}/play`, { originMs });
  const officers = await startOfficers(engine('k6'), join(dir, 'timeline.json'), join(dir, 'summary.json'), join(dir, 'k6.log'));
  await sleep(originMs + leadMs - systemClock.nowMs());

  const [fromMs, fleetBefore, k6Before] = [systemClock.nowMs(), await get<Metrics>(`${fleet}/metrics`), usageOf(officers.pid)!];
  await sleep(originMs + plan.playMs - systemClock.nowMs());
  const [elapsedMs, metrics, k6After] = [systemClock.nowMs() - fromMs, await get<Metrics>(`${fleet}/metrics`), usageOf(officers.pid)!];
  const { exitCode, summary } = await officers.ended;
  if (exitCode !== 0 || summary === null) throw new Error(`k6 ended with ${exitCode}`);
  const records = await recordsOf(fleet);
  const lateness = sorted(records.map(({ latenessMs }) => latenessMs!));
  const results = sorted(records.flatMap(({ shownMs, capturedMs }) => (shownMs === null ? [] : [shownMs - capturedMs!])));
  return {
    'lateness p50 ms': quantile(lateness, 0.5), 'lateness p99 ms': quantile(lateness, 0.99), 'lateness max ms': lateness.at(-1)!,
    'result p50 ms': quantile(results, 0.5), 'result p99 ms': quantile(results, 0.99),
    'fleet cores': (metrics.cpuMs - fleetBefore.cpuMs) / elapsedMs, 'k6 cores': (k6After.cpuMs - k6Before.cpuMs) / elapsedMs,
    'fleet MB': metrics.rssBytes / 1e6, 'k6 MB': k6After.rssBytes / 1e6,
    'loop p99 ms': metrics.loopLag.sinceLast.p99Ms,
    answered: results.length,
  };
}

async function recordsOf(fleet: string): Promise<CheckRecord[]> {
  const all = new Map<string, CheckRecord>();
  for (let after = 0; ;) {
    const { next, checks } = await get<{ next: number; checks: CheckRecord[] }>(`${fleet}/records?after=${after}`);
    for (const check of checks) all.set(check.tcn, check);
    if (next === after) return [...all.values()];
    after = next;
  }
}

function sorted(figures: number[]): number[] {
  return figures.toSorted((a, b) => a - b);
}

function print(): void {
  const limitOf: Partial<Record<keyof Figures, string>> = {
    'lateness p99 ms': `< ${limits.latenessMsP99}`, 'fleet cores': `< ${limits.fleetCores}`, answered: `= ${plan.checks.length}`,
  };
  process.stdout.write(`\n${''.padEnd(18)}${['min', 'median', 'max', 'limit'].map((head) => head.padStart(10)).join('')}\n`);
  for (const name of Object.keys(rounds[0]!) as (keyof Figures)[]) {
    const figures = sorted(rounds.map((round) => round[name]));
    const cells = [0, 0.5, 1].map((q) => Number(quantile(figures, q).toPrecision(3)).toString());
    process.stdout.write(`${name.padEnd(18)}${[...cells, limitOf[name] ?? ''].map((cell) => cell.padStart(10)).join('')}\n`);
  }
}
