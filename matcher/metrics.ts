import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { StageMs } from './index.ts';

/** Upper bounds of the buckets of durations, s. */
const bucketsS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** What a service is doing now. */
interface Now {
  people: number;
  queued: number;
  running: number;
}

/** What Prometheus reads: how many are enrolled, what is searched, how long each stage takes, what is refused. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #stages = new Histogram({ name: 'matcher_stage_seconds', help: 'Time of each stage of a search', labelNames: ['stage'], buckets: bucketsS, registers: [this.#registry] });
  readonly #searches = new Counter({ name: 'matcher_searches_total', help: 'Searches by the status of their result', labelNames: ['status'], registers: [this.#registry] });
  readonly #refusals = new Counter({ name: 'matcher_refusals_total', help: 'Requests refused, by kind', labelNames: ['kind'], registers: [this.#registry] });

  /** @param now asked at every reading; null while the gallery is loaded */
  constructor(now: () => Now | null) {
    const gauge = (name: string, help: string, of: keyof Now): void => void new Gauge({
      name, help, registers: [this.#registry],
      collect(): void {
        this.set(now()?.[of] ?? 0);
      },
    });
    gauge('matcher_people', 'People enrolled', 'people');
    gauge('matcher_searches_queued', 'Searches that wait', 'queued');
    gauge('matcher_searches_running', 'Searches under way', 'running');
  }

  /** A search came to a result; `stagesMs` where it was carried out. */
  searched(status: number, stagesMs: StageMs | null): void {
    this.#searches.inc({ status });
    for (const [stage, ms] of Object.entries(stagesMs ?? {})) this.#stages.observe({ stage }, ms / 1000);
  }

  refused(kind: string): void {
    this.#refusals.inc({ kind });
  }

  /** All of it in Prometheus' text format 0.0.4. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Media type of the text. */
  get contentType(): string {
    return this.#registry.contentType;
  }
}
