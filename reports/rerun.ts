import type { RunRecord } from '../src/store/run.ts';

/** The command that plays the same plan again, from the copy of the operation that the run keeps. */
export function rerunCommand({ runId, plan, target }: RunRecord): string {
  const { size, crowd, shards, mates } = plan.gallery;
  const gallery = (crowd === 0 ? '' : ` --gallery ${size + crowd + mates.length}`) + (shards === 1 ? '' : ` --shards ${shards}`);
  const other = target === 'reference' ? '' : ` --target ${target}`;
  return `hotspot rehearse runs/${runId}/${plan.operation}.yaml --seed ${plan.seed} --rounds ${plan.rounds}${gallery}${other}`;
}
