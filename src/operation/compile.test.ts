import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkStateAt } from '../core/plan.ts';
import { parseTcn } from '../core/tcn.ts';
import { compile } from './compile.ts';
import { loadOperation, shippedOperations } from './load.ts';

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

describe('compile', () => {
  test('compile() of every shipped operation is frozen: same operation and seed, same bytes', () => {
    expect(Object.fromEntries(shippedOperations().map((name) => [name, digest(compile(loadOperation(name)))]))).toMatchInlineSnapshot(`
      {
        "slovenia-2021": "c38f9c89cbfbd506",
        "stonebrood-2021": "a6666281d212157f",
        "west-africa": "1189cb41884d7cd6",
        "western-balkans-2019": "bd54a5d9e376b51f",
        "western-balkans-2021": "94b9ed1fd1fb6bc2",
      }
    `);
  });

  test('compile() plays the published number of checks, Stonebrood twice', () => {
    const counts = Object.fromEntries(shippedOperations().map((name) => [name, compile(loadOperation(name))]).map(([name, plan]) => [name, [(plan as { rounds: number }).rounds, (plan as { checks: unknown[] }).checks.length]]));
    expect(counts).toMatchObject({ 'slovenia-2021': [1, 69], 'stonebrood-2021': [2, 104], 'western-balkans-2019': [1, 480], 'western-balkans-2021': [1, 837] });
  });

  test('compile() plants each mate once a round, with an impression of its own', () => {
    const plan = compile(loadOperation('stonebrood-2021'));
    const mates = plan.checks.filter((check) => check.expected.outcome === 'hit');
    expect(mates.map((check) => [check.round, check.impression]).sort()).toEqual([[0, 1], [1, 2]]);
    expect(new Set(mates.map((check) => `${check.person.seed}/${check.person.number}`)).size).toBe(1);
  });

  test('compile() gives every check a valid TCN of its own, a device of its site, and never the enrolled impression', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1e9 }), fc.constantFrom(...shippedOperations()), (seed, name) => {
      const plan = compile(loadOperation(name), seed);
      const siteOf = new Map(plan.devices.map((device) => [device.id, device.site]));
      expect(new Set(plan.checks.map((check) => check.tcn)).size).toBe(plan.checks.length);
      for (const check of plan.checks) {
        expect(parseTcn(check.tcn)).not.toBeNull();
        expect(siteOf.get(check.device)).toBe(check.site);
        expect(check.impression).toBeGreaterThan(0);
        expect(check.dueMs).toBeLessThanOrEqual(plan.playMs);
      }
      for (const device of plan.devices) {
        const own = plan.checks.filter((check) => check.device === device.id);
        expect(own.map((check) => check.n)).toEqual(own.map((_, k) => k));
      }
    }), { numRuns: 20 });
  });

  test('compile() plays an outage where a check is due in it, and every outage ends', () => {
    const plan = compile(loadOperation('western-balkans-2021'));
    const sites = plan.sites.filter((site) => site.linkChanges.length > 0);
    expect(sites.map((site) => site.id)).toContain('al-erseke');
    for (const site of sites) {
      expect(site.linkChanges.at(-1)!.state).toBe('up');
      expect(plan.checks.some((check) => check.site === site.id && linkStateAt(site, check.dueMs + 4_000) !== 'up')).toBe(true);
    }
  });

  test('compile() takes idle gaps out: two weeks with 837 checks play in about a quarter of an hour', () => {
    const plan = compile(loadOperation('western-balkans-2021'));
    expect(plan.playMs).toBeLessThan(20 * 60_000);
    expect(plan.sites.every((site) => site.jumps.every((jump) => jump.skippedMs > 0))).toBe(true);
  });
});
