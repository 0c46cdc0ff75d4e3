import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import type { Timeline } from '../../scenarios/k6/timeline.ts';
import type { Plan } from '../core/plan.ts';
import { startOfficers } from '../stack/k6.ts';
import type { Stack } from '../stack/stack.ts';
import type { ActiveRun } from './active-run.ts';
import { Collector } from './collect.ts';
import { post } from './http.ts';

const callMsMax = 10_000;
/** The officers may run over the expected length by this much before k6 is bounded, ms. */
const overrunMs = 900_000;
/** After the officers are done, how often it is asked whether the queues are, ms. */
const settleEveryMs = 500;

/** Plays the plan: officers call, links change, records are copied into the store; then waits for what is still under way. */
export async function play(run: ActiveRun, stack: Stack): Promise<void> {
  const collector = new Collector(run, stack);
  await beginPlay(run, stack);
  collector.start((status) => run.observer.play(status));
  const end = AbortSignal.any([run.signal, run.failed]);
  try {
    await officers(run, stack, collector, end);
    await settle(run, collector, end);
  } finally {
    await stack.settled();
    await collector.stop();
  }
}

async function beginPlay(run: ActiveRun, stack: Stack): Promise<void> {
  const originMs = run.beginPlay();
  const tellLink = (): Promise<unknown> => post(`${stack.url('link')}/play`, { originMs }, callMsMax);
  stack.afterRestart.toxiproxy = async () => void await post(`${stack.url('link')}/restore`, {}, callMsMax);
  stack.afterRestart.link = async () => void await tellLink();
  await Promise.all([tellLink(), post(`${stack.url('fleet')}/play`, { originMs }, callMsMax)]);
}

async function officers(run: ActiveRun, stack: Stack, collector: Collector, end: AbortSignal): Promise<void> {
  const timelineFile = join(run.runDir, 'timeline.json');
  writeFileSync(timelineFile, JSON.stringify(timelineOf(run.plan, stack.url('fleet'))));
  const working = await startOfficers(run.engines.k6, timelineFile, join(run.runDir, 'k6-summary.json'), join(run.runDir, 'logs', 'k6.log'));
  collector.pids.set('k6', working.pid);
  const stop = (): void => void working.stop();
  if (end.aborted) stop();
  end.addEventListener('abort', stop, { once: true });
  try {
    run.writer.facts({ k6: await working.ended });
  } finally {
    end.removeEventListener('abort', stop);
    collector.pids.delete('k6');
  }
}

/** Waits until every check has its answer, or could no longer have one in time: what is missing then is a miss. */
async function settle(run: ActiveRun, collector: Collector, end: AbortSignal): Promise<void> {
  const { plan } = run;
  const lastReturnMs = Math.max(0, ...plan.sites.flatMap((site) => site.linkChanges.map((change) => change.atMs)));
  const deadlineMs = Math.max(run.playMs(), lastReturnMs) + plan.slo.inTime.limitMs + plan.slo.offline.allowanceMs;
  while (collector.unsettled() > 0 && run.playMs() < deadlineMs && !end.aborted) {
    await sleep(settleEveryMs, undefined, { signal: end }).catch(() => {});
  }
}

function timelineOf(plan: Plan, fleetUrl: string): Timeline {
  return {
    fleetUrl,
    maxDurationMs: plan.playMs + overrunMs,
    devices: plan.devices.map(({ id }) => ({ id, checks: plan.checks.filter((check) => check.device === id).map(({ n, dueMs }) => ({ n, dueMs })) })).filter(({ checks }) => checks.length > 0),
  };
}
