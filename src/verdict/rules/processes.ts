import { counted } from '../../core/words.ts';
import { when, type Rule } from './rule.ts';

/** Whose death makes the run something else than the plan says. */
const essential = ['k6', 'fleet', 'scanner', 'link', 'toxiproxy'];

/** Everything that generates or carries load stayed up. A gateway or matcher that dies is judged by its misses. */
export const processes: Rule = ({ events }) => essential.flatMap((name) => {
  const deaths = events.filter((event) => event.kind === 'process-died' && event.subject === name).length;
  return when(deaths > 0, 'PROCESS_DIED', `${name} died ${counted(deaths, 'time')} in the run`, deaths, 0);
});

/** Programs of the target; each shard has a matcher. */
const ofTarget = /^(gateway|matcher|matcher-\d+|ncb)$/;

/** Told beside the verdict: the target's programs that died and were restarted. */
export const restarts: Rule = ({ events }) => [...Map.groupBy(events.filter(({ kind, subject }) => kind === 'process-died' && ofTarget.test(subject)), ({ subject }) => subject)].flatMap(([name, { length: deaths }]) => {
  const lost = events.some((event) => event.kind === 'process-lost' && event.subject === name);
  return when(deaths > 0, 'TARGET_PROCESS_DIED', `${name} died ${counted(deaths, 'time')} and was ${lost ? 'lost' : 'restarted'}`, deaths, 0);
});
