import { when, type Rule } from './rule.ts';

const loopLagMsP99 = 100;
const loopLagMsMax = 1_000;

/** The fleet stamps every time: while its event loop is blocked, its stamps are late. */
export const fleetLoop: Rule = ({ samples }) => {
  const gauge = (name: string): number[] => samples.filter((sample) => sample.subject 