import type { Verdict } from '../core/verdict.ts';
import { compile } from '../operation/compile.ts';
import type { LoadedOperation } from '../operation/load.ts';
import { engine } from '../stack/engines.ts';
import { readRun } from '../store/reader.ts';
import type { RunRecord } from '../store/run.ts';
import { RunWriter } from '../store/writer.ts';
import { judge } from '../verdict/judge.ts';
import { openRun, type ActiveRun, type RunSetting } from './active-run.ts';
import { readTarget } from './after.ts';
import { measureLinks, startStack, warmUp } from './before.ts';
import { saveEvidence } from './evidence.ts';
import { cacheFolder } from './folder.ts';
import { play } from './play.ts';
import { prepare, type Prepared } from './prepare.ts';
import { reach } from './reach.ts';

export interface Rehearsal {
  runDir: string;
  run: RunRecord;
  verdict: Verdict;
}

/**
 * Rehearses an operation on the real stack: prepare, start, warm, play, close, judge. What was recorded is kept however it ends.
 * @throws AppError for what stops a rehearsal before its clock starts; afterwards everything becomes part of the verdict
 */
export async function rehearse(loaded: LoadedOperation, chosen: { seed?: number; rounds?: number }, setting: RunSetting): Promise<Rehearsal> {
  const plan = compile(loaded, chosen.seed, chosen.rounds);
  const engines = { k6: engine('k6'), toxiproxy: engine('toxiproxy-server') };
  if (setting.target) await reach(setting.target);
  const run = await openRun(loaded, plan, engines, setting);
  try {
    const prepared = await prepare(plan, run.faceModel, cacheFolder(), run.observer, run.signal);
    await onStack(run, prepared);
    await saveEvidence(run, prepared);
  } catch (error) {
    if (!run.signal.aborted) throw error;
    run.writer.facts({ interrupted: true });
  } finally {
    await run.close();
  }
  return { runDir: run.runDir, ...judged(run.storeFile) };
}

async function onStack(run: ActiveRun, prepared: Prepared): Promise<void> {
  const stack = await startStack(run, prepared);
  try {
    await measureLinks(run, stack, 'before');
    await warmUp(run, stack);
    run.signal.throwIfAborted();
    await play(run, stack);
    run.signal.throwIfAborted();
    await measureLinks(run, stack, 'after');
    if (!run.target) await readTarget(run, stack);
  } finally {
    run.observer.step('ending services', 0, 1);
    await stack.stop();
    run.observer.step('ending services', 1, 1);
  }
}

/** Judges a closed run and writes the verdict into its store. */
export function judged(storeFile: string): { run: RunRecord; verdict: Verdict } {
  const run = readRun(storeFile);
  const verdict = judge(run);
  const writer = RunWriter.reopen(storeFile);
  writer.facts({ verdict });
  writer.close();
  return { run: { ...run, verdict }, verdict };
}
