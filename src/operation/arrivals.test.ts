import { describe, expect, test } from 'vitest';
import { drawArrivals, shareOut } from './arrivals.ts';
import { loadOperation } from './load.ts';

const { operation } = loadOperation('western-balkans-2021');
const hourMs = 3_600_000;

describe('drawArrivals', () => {
  test('drawArrivals() draws exactly the operation\'s checks, in order, inside each site\'s opening hours and the groups\' tails', () => {
    const arrivals = drawArrivals(operation, 5, 0);
    expect(arrivals.length).toBe(837);
    expect(arrivals.every((arrival, k) => k === 0 || arrival.scenarioMs >= arrivals[k - 1]!.scenarioMs)).toBe(true);
    const centre = operation.sites.findIndex((site) => site.id === 'rs-presevo');
    // A bus of 55 that arrives at closing time, 18:00, is 54 x 2 s long.
    const hours = arrivals.filter((arrival) => arrival.site === centre).map((arrival) => (arrival.scenarioMs % (24 * hourMs)) / hourMs);
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...hours)).toBeLessThan(18.05);
  });

  test('drawArrivals() follows the hour profile: shares of hours within five standard errors over many rounds', () => {
    const solo = { ...operation, demand: { ...operation.demand, groups: [{ kind: 'solo', weight: 1, sizeMin: 1, sizeMax: 1, spacingS: 0 }] }, sites: [{ ...operation.sites[0]!, opens: '00:00', closes: '23:59' }] };
    const counts = Array<number>(24).fill(0);
    for (let round = 0; round < 12; round += 1) for (const arrival of drawArrivals(solo, 5, round)) counts[Math.floor((arrival.scenarioMs % (24 * hourMs)) / hourMs)]! += 1;
    const total = 12 * 837;
    const sum = operation.demand.hourProfile.reduce((a, b) => a + b, 0);
    operation.demand.hourProfile.forEach((weight, hour) => {
      const share = weight / sum;
      expect(Math.abs(counts[hour]! / total - share)).toBeLessThanOrEqual(5 * Math.sqrt(share * (1 - share) / total));
    });
  });

  test('shareOut() gives whole shares that add up, largest remainders first', () => {
    expect(shareOut(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(shareOut(7, [5, 1, 1])).toEqual([5, 1, 1]);
    expect(shareOut(0, [1, 2])).toEqual([0, 0]);
  });
});
