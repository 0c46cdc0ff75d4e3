import { when, type Rule } from './rule.ts';

const cpuShareMax = 0.8;
const memoryShareMax = 0.9;
/** A host may be busy for this share of the samples without a word. */
const busyShareMax = 0.1;

/** Told beside the verdict: a host near its limits. On one host it does not decide, or a slow candidate would hide behind it. */
export const processor: Rule = ({ samples, host }) => {
  const turns = new Map<number, { cpu: number; rss: number }>();
  for (const { atMs, gauge, value } of samples) {
    const turn = turns.get(atMs) ?? { cpu: 0, rss: 0 };
    if (gauge === 'cpuRatio') turn.cpu += value;
    if (gauge === 'rssBytes') turn.rss += value;
    turns.set(atMs, turn);
  }
  const all = [...turns.values()];
  const busyShare = all.filter((turn) => turn.cpu > cpuShareMax * host.cores).length / Math.max(1, all.length);
  const memoryShare = Math.max(0, ...all.map((turn) => turn.rss)) / host.memoryBytes;
  return [
    ...when(busyShare > busyShareMax, 'PROCESSOR_BUSY', `the host's ${host.cores} cores were over ${100 * cpuShareMax} % busy in ${Math.round(100 * busyShare)} % of the time`, Number(busyShare.toFixed(2)), busyShareMax),
    ...when(memoryShare > memoryShareMax, 'MEMORY_FULL', `the stack took ${Math.round(100 * memoryShare)} % of the host's memory`, Number(memoryShare.toFixed(2)), memoryShareMax),
  ];
};
