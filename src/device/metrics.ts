import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Fleet } from './fleet.ts';
import type { LinkState } from './uplink/link.ts';

/** How long the event loop was held up, ms. */
export interface LoopLag {
  p99Ms: number;
  maxMs: number;
}

/** What a fleet tells about itself. */
export interface Metrics {
  sites: Record<string, { queueDepth: number; link: LinkState }>;
  loopLag: { sinceLast: LoopLag; sinceStart: LoopLag };
  rssBytes: number;
  /** User and system time of the process since its start, ms. */
  cpuMs: number;
}

/** Period of the sampling timer, ms; a reading is a period plus the lag. */
const resolutionMs = 20;

/** Begins watching the event loop. `read` ends the interval of `sinceLast`. */
export function watchMetrics(fleet: Fleet): { read(): Metrics; stop(): void } {
  const sinceStart = monitorEventLoopDelay({ resolution: resolutionMs });
  const sinceLast = monitorEventLoopDelay({ resolution: resolutionMs });
  sinceStart.enable();
  sinceLast.enable();
  return {
    read: () => {
      const cpu = process.cpuUsage();
      const metrics = {
        sites: Object.fromEntries([...fleet.sites].map(([id, { uplink }]) => [id, { queueDepth: uplink.depth, link: uplink.linkState }])),
        loopLag: { sinceLast: lag(sinceLast), sinceStart: lag(sinceStart) },
        rssBytes: process.memoryUsage.rss(),
        cpuMs: (cpu.user + cpu.system) / 1000,
      };
      sinceLast.reset();
      return metrics;
    },
    stop: () => {
      sinceStart.disable();
      sinceLast.disable();
    },
  };
}

function lag(histogram: ReturnType<typeof monitorEventLoopDelay>): LoopLag {
  if (histogram.count === 0) return { p99Ms: 0, maxMs: 0 };
  return { p99Ms: lagMs(histogram.percentile(99)), maxMs: lagMs(histogram.max) };
}

function lagMs(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - resolutionMs);
}
