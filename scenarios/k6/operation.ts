import { sleep } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { wallMs } from './clock.ts';
import type { Timeline } from './timeline.ts';

/**
 * The officers: one VU a device, each with a timeline decided before. An officer waits until a person is due, lets the device check the
 * person, and goes on to the next. k6 stamps nothing that is judged: the fleet does. See src/stack/k6.ts for how it is started.
 */
const timelineFile = __ENV['TIMELINE']!;
/** An element is parsed anew at each access: a VU reads the head and its own device, never the whole. */
const { fleetUrl, maxDurationMs } = new SharedArray<Pick<Timeline, 'fleetUrl' | 'maxDurationMs'>>('head', () => {
  const { devices: _, ...head } = readTimeline();
  return [head];
})[0]!;
const devices = new SharedArray<Timeline['devices'][number]>('devices', () => readTimeline().devices);

function readTimeline(): Timeline {
  return JSON.parse(open(timelineFile)) as Timeline;
}

/** The longest a check may keep an officer, and the fleet's restart within it. */
const requestTimeout = '75s';
const retryEveryS = 0.25;
const retries = 240;

export const options: Options = {
  scenarios: {
    officers: {
      executor: 'per-vu-iterations',
      vus: devices.length,
      iterations: 1,
      maxDuration: `${maxDurationMs}ms`,
      gracefulStop: '80s',
    },
  },
  systemTags: ['status', 'error_code'],
  summaryTrendStats: ['count', 'med', 'p(95)', 'p(99)', 'max'],
};

const resultMs = new Trend('hotspot_check', true);
const latenessMs = new Trend('hotspot_late', true);
const scheduled = new Counter('hotspot_scheduled');
const sent = new Counter('hotspot_sent');
const answered = new Counter('hotspot_answered');
const stored = new Counter('hotspot_stored');
const failed = new Counter('hotspot_failed');
const exceptions = new Counter('hotspot_exceptions');

interface Reply {
  nowMs: number;
  resultMs?: number;
  latenessMs?: number;
}

export default function officer(): void {
  const device = devices[exec.vu.idInTest - 1]!;
  scheduled.add(device.checks.length);
  try {
    let originMs = readOrigin();
    for (const check of device.checks) {
      sleep(Math.max(0, originMs + check.dueMs - wallMs()) / 1000);
      originMs = callDevice(device.id, check.n) ?? originMs;
    }
  } catch (error) {
    exceptions.add(1);
    console.error(`officer of ${device.id}: ${String(error)}`);
  }
}

/** Asks the device for check n. @returns the play's origin by this VU's clock, or null when the fleet did not answer */
function callDevice(device: string, n: number): number | null {
  sent.add(1);
  for (let attempt = 0; attempt < retries; attempt += 1) {
    const response = http.post(`${fleetUrl}/devices/${device}/checks/${n}`, null, { timeout: requestTimeout });
    if (response.status === 200 || response.status === 202) {
      const reply = response.json() as unknown as Reply;
      (response.status === 200 ? answered : stored).add(1);
      if (reply.resultMs !== undefined && reply.resultMs !== null) resultMs.add(reply.resultMs);
      if (reply.latenessMs !== undefined) latenessMs.add(reply.latenessMs);
      return wallMs() - reply.nowMs;
    }
    if (response.status !== 0 && response.status !== 503) break;
    sleep(retryEveryS);
  }
  failed.add(1);
  return null;
}

function readOrigin(): number {
  for (let attempt = 0; attempt < retries; attempt += 1) {
    const response = http.get(`${fleetUrl}/clock`, { timeout: '5s' });
    const nowMs = response.status === 200 ? (response.json() as unknown as { nowMs: number | null }).nowMs : null;
    if (nowMs !== null) return wallMs() - nowMs;
    sleep(retryEveryS);
  }
  throw new Error('the fleet tells no clock');
}

interface Metric {
  values: Record<string, number>;
}

/** Writes the counters that the verdict compares with the plan. */
export function handleSummary(data: { metrics: Record<string, Metric | undefined> }): Record<string, string> {
  const count = (name: string): number => data.metrics[name]?.values['count'] ?? 0;
  const summary = {
    scheduled: count('hotspot_scheduled'),
    sent: count('hotspot_sent'),
    answered: count('hotspot_answered'),
    stored: count('hotspot_stored'),
    failed: count('hotspot_failed'),
    exceptions: count('hotspot_exceptions'),
  };
  return { [__ENV['SUMMARY']!]: JSON.stringify(summary) };
}
