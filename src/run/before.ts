import { availableParallelism } from 'node:os';
import { thresholdFor } from '../../matcher/index.ts';
import { peopleOf } from '../core/plan.ts';
import { oneHost } from '../stack/reference.ts';
import { Stack } from '../stack/stack.ts';
import type { ActiveRun } from './active-run.ts';
import { templatesFolder } from './folder.ts';
import { post } from './http.ts';
import type { Prepared } from './prepare.ts';

/** Longest that warm-up checks over the slowest links may take, ms. */
const warmUpMsMax = 300_000;
/** Longest that link canaries may take, ms. */
const canaryMsMax = 90_000;

/** Starts the stack of a run. */
export function startStack(run: ActiveRun, prepared: Prepared): Promise<Stack> {
  const { plan, runDir, links, warmups, target, faceModel } = run;
  return Stack.start({
    runDir, plan, links, warmups, target, ...prepared, templatesDir: templatesFolder(), faceModel: faceModel?.file ?? null,
    threshold: thresholdFor(peopleOf(plan.gallery)), threads: availableParallelism(), base: run.ports.base, place: oneHost,
  }, run.tell, (service, line) => {
    if (line['event'] === 'progress') run.observer.step(String(line['step']), Number(line['done']), Number(line['total']));
    if (line['event'] === 'loaded') run.tell('gallery-loaded', service, { people: line['people'], loadMs: line['loadMs'] });
  }, run.signal);
}

/** One unplanned check a site, so that no planned one meets a cold service. What stopped one is written down as an event `warm-up-failed`. */
export async function warmUp(run: ActiveRun, stack: Stack): Promise<void> {
  run.observer.step('warm-up', 0, run.warmups.length);
  const { warmups } = await post<{ warmups: { device: string; answered: boolean; fault: string | null }[] }>(`${stack.url('fleet')}/warmup`, {}, warmUpMsMax);
  for (const { device, answered, fault } of warmups) if (!answered) run.tell('warm-up-failed', device, { fault });
  run.observer.step('warm-up', run.warmups.length, run.warmups.length);
}

/** What each link was asked to do and what a transfer through it measured; written down as `canary` events. */
export async function measureLinks(run: ActiveRun, stack: Stack, when: 'before' | 'after'): Promise<void> {
  run.observer.step(`links ${when} the play`, 0, 1);
  const canaries = await post<{ site: string }[]>(`${stack.url('link')}/canary`, {}, canaryMsMax);
  for (const canary of canaries) run.tell('canary', canary.site, { ...canary, when });
  run.observer.step(`links ${when} the play`, 1, 1);
}
