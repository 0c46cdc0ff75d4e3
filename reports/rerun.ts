import { peopleOf } from '../src/core/plan.ts';
import type { RunRecord } from '../src/store/run.ts';

/** The command that plays the same plan again, from the copy of the operation that the run keeps. */
export function rerunCommand({ runId, plan, target }: RunRecord): string {
  const { crowd, shards } = plan.gallery;
  const gallery = (crowd === 0 ? '' : ` --gallery ${peopleOf(plan.gallery)}`) + (shards === 1 ? '' : ` --shards ${shards}`);
  const other = target === 'reference' ? '' : ` --target ${target}`;
  return `hotspot rehearse runs/${runId}/${plan.operation}.yaml --seed ${plan.seed} --rounds ${plan.rounds}${gallery}${other}`;
}
