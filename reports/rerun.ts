import type { RunRecord } from '../src/store/run.ts';

/** The command that plays the same plan again, from the copy of the operation that the run keeps. */
export function rerunCommand({ runId, plan, target }: RunRecord): string {
  const other = target === 'reference' ? '' : ` --target ${target}`;
  return `hotspot rehearse runs/${runId}/${plan.operation}.yaml --seed ${plan.seed} --rounds ${plan.rounds}${other}`;
}
