import { stream, type Random } from '../core/random.ts';
import type { Operation, Site } from './schema.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** One person arriving at a site; `scenarioMs` since the operation's first midnight. */
export interface Arrival {
  site: number;
  scenarioMs: number;
}

/**
 * Who arrives where and when, in one round: groups arrive, not persons. Given the number of checks, arrivals of a Poisson process with
 * rate day x hour are independent draws from that rate (conditional uniformity; Kim and Whitt 2014), so each group draws its instant by
 * inverting the cumulative rate, one uniform an arrival. A day's own factor is lognormal with mean 1 and the variance the operation states.
 * @returns exactly `operation.checks` arrivals, sorted by time, then site
 */
export function drawArrivals(operation: Operation, seed: number, round: number): Arrival[] {
  const days = dayWeights(operation, stream(seed, 'round', round, 'days'));
  const arrivals = shareOut(operation.checks, operation.sites.map((site) => site.weight)).flatMap((count, k) => {
    const site = operation.sites[k]!;
    return drawSite(operation, site, count, days, stream(seed, 'round', round, 'arrivals', site.id)).map((scenarioMs) => ({ site: k, scenarioMs }));
  });
  return arrivals.sort((a, b) => a.scenarioMs - b.scenarioMs || a.site - b.site);
}

/** Splits `total` in proportion to the weights: largest remainders, ties to the first. */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => total * weight / sum);
  const counts = exact.map(Math.floor);
  const byRemainder = exact.map((value, k) => ({ k, remainder: value - Math.floor(value) })).sort((a, b) => b.remainder - a.remainder || a.k - b.k);
  const missing = total - counts.reduce((a, b) => a + b, 0);
  for (const { k } of byRemainder.slice(0, missing)) counts[k]! += 1;
  return counts;
}

function dayWeights(operation: Operation, random: Random): number[] {
  const variance = Math.log(1 + operation.demand.dayVariance);
  return Array.from({ length: operation.days }, (_, day) =>
    (operation.demand.dayProfile?.[day] ?? 1) * Math.exp(random.normal(-variance / 2, Math.sqrt(variance))));
}

function drawSite(operation: Operation, site: Site, count: number, days: readonly number[], random: Random): number[] {
  const hours = openHours(operation.demand.hourProfile, site);
  const times: number[] = [];
  while (times.length < count) {
    const group = pickGroup(operation.demand.groups, random);
    const size = Math.min(random.int(group.sizeMin, group.sizeMax), count - times.length);
    const day = pickWeighted(days, random.unit()).index;
    const hour = pickWeighted(hours.map((slot) => slot.weight), random.unit());
    const slot = hours[hour.index]!;
    const first = day * dayMs + slot.fromMs + hour.position * (slot.toMs - slot.fromMs);
    for (let k = 0; k < size; k += 1) times.push(Math.round(first + k * group.spacingS * 1000));
  }
  return times;
}

/** The hour profile cut to the site's opening hours. */
function openHours(profile: readonly number[], site: Site): { fromMs: number; toMs: number; weight: number }[] {
  const [opens, closes] = [timeOfDayMs(site.opens), timeOfDayMs(site.closes)];
  return profile.map((weight, hour) => {
    const fromMs = Math.max(opens, hour * hourMs);
    const toMs = Math.min(closes, (hour + 1) * hourMs);
    return { fromMs, toMs, weight: toMs > fromMs ? weight * (toMs - fromMs) / hourMs : 0 };
  });
}

/** "HH:MM" in ms since midnight. */
export function timeOfDayMs(text: string): number {
  return Number(text.slice(0, 2)) * hourMs + Number(text.slice(3)) * 60_000;
}

type Group = Operation['demand']['groups'][number];

/** Weights are shares of persons; a group of mean size m is then drawn in proportion to weight / m. */
function pickGroup(groups: readonly Group[], random: Random): Group {
  return groups[pickWeighted(groups.map((group) => group.weight / ((group.sizeMin + group.sizeMax) / 2)), random.unit()).index]!;
}

/** Inverts the cumulative weights at `unit`: the cell, and the position in it, 0..1. */
export function pickWeighted(weights: readonly number[], unit: number): { index: number; position: number } {
  let rest = unit * weights.reduce((a, b) => a + b, 0);
  for (let index = 0; index < weights.length; index += 1) {
    const weight = weights[index]!;
    if (rest < weight) return { index, position: rest / weight };
    rest -= weight;
  }
  const last = weights.findLastIndex((weight) => weight > 0);
  return { index: last, position: 1 };
}
