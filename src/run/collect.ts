import { linkStateAt } from '../core/plan.ts';
import { quantile } from '../core/quantile.ts';
import type { CheckRecord, EventRecord, SampleRecord, StageRecord } from '../core/records.ts';
import type { Stack } from '../stack/stack.ts';
import { usageOf, type Usage } from '../stack/usage.ts';
import type { ActiveRun } from './active-run.ts';
import { get } from './http.ts';
import type { PlayStatus } from './observer.ts';

const pollEveryMs = 500;
const askMsMax = 5_000;

interface FleetMetrics {
  sites: Record<string, { queueDepth: number }>;
  loopLag: { sinceLast: { maxMs: number }; sinceStart: { p99Ms: number } };
}

/**
 * Copies what the fleet and the link service say into the run store while the play goes on. A service that does not answer is asked again
 * at the next turn: its records are durable and its sequence goes on after a restart.
 */
export class Collector {
  readonly #run: ActiveRun;
  readonly #stack: Stack;
  readonly #checks = new Map<string, CheckRecord>();
  readonly #next = { records: 0, fleetEvents: 0, linkEvents: 0 };
  readonly #usage = new Map<string, { atMs: number; pid: number; usage: Usage }>();
  #queues: Record<string, number> = {};
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  /** Processes beside the stack's own to gauge, by name. */
  readonly pids = new Map<string, number>();

  constructor(run: ActiveRun, stack: Stack) {
    this.#run = run;
    this.#stack = stack;
  }

  /** Starts polling; `onTurn` is called after each. What cannot be written down fails the run. */
  start(onTurn: (status: PlayStatus) => void): void {
    this.#timer = setInterval(() => {
      this.#turn = this.#turn.then(async () => {
        await this.collect();
        onTurn(this.status());
      }).catch((error: unknown) => this.#run.fail(error));
    }, pollEveryMs);
  }

  /** Stops polling and takes one last look. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
    this.#run.failed.throwIfAborted();
    await this.collect();
  }

  /** How many checks are neither answered nor ended by a fault. */
  unsettled(): number {
    const settled = [...this.#checks.values()].filter((check) => check.shownMs !== null || check.fault !== null);
    return this.#run.plan.checks.length - settled.length;
  }

  status(): PlayStatus {
    const records = [...this.#checks.values()];
    const results = records.flatMap((check) => (check.shownMs !== null && check.capturedMs !== null && !check.stored ? [check.shownMs - check.capturedMs] : [])).sort((a, b) => a - b);
    const elapsedMs = this.#run.playMs();
    return {
      elapsedMs,
      leftMs: Math.max(0, this.#run.plan.playMs - elapsedMs),
      checks: {
        total: this.#run.plan.checks.length,
        due: this.#run.plan.checks.filter((check) => check.dueMs <= elapsedMs).length,
        done: records.filter((check) => check.shownMs !== null || check.fault !== null).length,
        offline: records.filter((check) => check.stored && check.shownMs === null).length,
      },
      hits: records.filter((check) => check.outcome === 'hit').length,
      p50Ms: results.length > 0 ? quantile(results, 0.5) : null,
      p95Ms: results.length > 0 ? quantile(results, 0.95) : null,
      sites: this.#run.plan.sites.map((site) => ({ id: site.id, link: linkStateAt(site, elapsedMs), queue: this.#queues[site.id] ?? 0 })),
    };
  }

  /** One turn: records, events, gauges. */
  async collect(): Promise<void> {
    await this.#collectRecords();
    await this.#collectEvents('fleet', 'fleetEvents');
    await this.#collectEvents('link', 'linkEvents');
    await this.#collectGauges();
  }

  async #collectRecords(): Promise<void> {
    const page = await this.#ask<{ next: number; checks: CheckRecord[]; stages: StageRecord[] }>('fleet', `/records?after=${this.#next.records}`);
    if (!page) return;
    this.#run.writer.checks(page.checks, page.stages);
    for (const check of page.checks) this.#checks.set(check.tcn, check);
    this.#next.records = page.next;
  }

  async #collectEvents(service: 'fleet' | 'link', cursor: 'fleetEvents' | 'linkEvents'): Promise<void> {
    const page = await this.#ask<{ next: number; events: EventRecord[] }>(service, `/events?after=${this.#next[cursor]}`);
    if (!page) return;
    // The link service forgets its events when it is restarted: its count then begins again.
    if (page.next < this.#next[cursor]) this.#next[cursor] = 0;
    else {
      this.#run.writer.events(page.events);
      this.#next[cursor] = page.next;
    }
  }

  /** Null when the service does not answer this turn. */
  #ask<T>(service: 'fleet' | 'link', path: string): Promise<T | null> {
    return get<T>(`${this.#stack.url(service)}${path}`, askMsMax).catch(() => null);
  }

  async #collectGauges(): Promise<void> {
    const atMs = this.#run.playMs();
    const samples: SampleRecord[] = [...this.#stack.pids(), ...this.pids].flatMap(([name, pid]) => this.#usageSamples(atMs, name, pid));
    const metrics = await this.#ask<FleetMetrics>('fleet', '/metrics');
    if (metrics) {
      this.#queues = Object.fromEntries(Object.entries(metrics.sites).map(([site, { queueDepth }]) => [site, queueDepth]));
      for (const [site, depth] of Object.entries(this.#queues)) samples.push({ atMs, subject: `site:${site}`, gauge: 'queueDepth', value: depth });
      samples.push(
        { atMs, subject: 'fleet', gauge: 'loopLagMsP99', value: metrics.loopLag.sinceStart.p99Ms },
        { atMs, subject: 'fleet', gauge: 'loopLagMsMax', value: metrics.loopLag.sinceLast.maxMs },
      );
    }
    this.#run.writer.samples(samples);
  }

  #usageSamples(atMs: number, name: string, pid: number): SampleRecord[] {
    const usage = usageOf(pid);
    if (!usage) return [];
    const before = this.#usage.get(name);
    this.#usage.set(name, { atMs, pid, usage });
    const rss = { atMs, subject: name, gauge: 'rssBytes', value: usage.rssBytes };
    if (before?.pid !== pid || atMs <= before.atMs) return [rss];
    return [rss, { atMs, subject: name, gauge: 'cpuRatio', value: (usage.cpuMs - before.usage.cpuMs) / (atMs - before.atMs) }];
  }
}

