import type { RunRecord } from '../src/store/run.ts';

/** The command that plays the same plan again. */
export function rerunCommand({ plan, target }: RunRecord): string {
  const other = target === 'reference' ? '' : ` --target ${target}`;
  return `hotspot rehearse ${plan.operation} --seed ${plan.seed} --rounds ${plan.rounds}${other}`;
}
