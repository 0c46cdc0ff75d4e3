import { when, type Rule } from './rule.ts';

const loopLagMsP99 = 100;
const loopLagMsMax = 1_000;

/** The fleet stamps every time: while its event loop is blocked, its stamps are late. */
export const fleetLoop: Rule = ({ samples }) => {
  const gauge = (name: string): number[] => samples.filter((sample) => sample.subject === 'fleet' && sample.gauge === name).map((sample) => sample.value);
  const p99 = Math.round(gauge('loopLagMsP99').at(-1) ?? 0);
  const largest = Math.round(Math.max(0, ...gauge('loopLagMsMax')));
  return [
    ...when(p99 > loopLagMsP99, 'FLEET_BLOCKED_P99', `p99 of the fleet's event-loop lag is ${p99} ms`, p99, loopLagMsP99),
    ...when(largest > loopLagMsMax, 'FLEET_BLOCKED', `the fleet's event loop was blocked for ${largest} ms`, largest, loopLagMsMax),
  ];
};
