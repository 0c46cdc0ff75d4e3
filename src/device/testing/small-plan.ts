import type { CheckPlan, Plan, SitePlan } from '../../core/plan.ts';
import { formatTcn } from '../../core/tcn.ts';

/** How much there is of everything; the devices of all sites have as many checks. */
export interface PlanShape {
  sites: number;
  devicesEach: number;
  checksEach: number;
}

/**
 * A plan of sites `AL-1`, `AL-2`, ... with devices `AL-1-1`, ...; all checks are due at 0, with serials from 1 in the order of devices.
 */
export function smallPlan({ sites, devicesEach, checksEach }: PlanShape): Plan {
  const planned = Array.from({ length: sites }, (_, index) => site(`AL-${index + 1}`));
  const devices = planned.flatMap(({ id }) => Array.from({ length: devicesEach }, (_, index) => ({ id: `${id}-${index + 1}`, site: id })));
  return {
    schemaVersion: 1, operation: 'small', title: 'Small', seed: 1, rounds: 1, startsOn: '2026-03-14',
    slo: { inTime: { limitMs: 20_000, share: 0.95 }, offline: { allowanceMs: 0 }, accuracy: { missedMatesMax: 0, falseHitsMax: 0 } },
    capture: { fingers: [2, 7], fap: 20, face: true, preset: 'easy' },
    origins: [{ country: 'AL', weight: 1 }],
    countries: ['AL'],
    sites: planned,
    devices,
    checks: devices.flatMap((device, index) => Array.from({ length: checksEach }, (_, n) => check(device, index * checksEach + n + 1, n))),
    gallery: { seed: 1, size: 0, recordedUntil: 2020, origins: [{ country: 'AL', weight: 1 }], fingers: [2, 7], face: true, crowd: 0, shards: 1, mates: [] },
    playMs: 0, assumptions: [], sources: [],
  };
}

function site(id: string): SitePlan {
  return { id, name: id, country: 'AL', kind: 'border', ori: `AL/${id}`, link: '4g-rural-balkan', linkChanges: [{ atMs: 0, state: 'up' }], jumps: [] };
}

function check(device: Plan['devices'][number], serial: number, n: number): CheckPlan {
  return {
    tcn: formatTcn(26, serial), n, round: 1, site: device.site, device: device.id, scenarioMs: 36_000_000 + serial, dueMs: 0,
    person: { seed: 1, number: serial }, impression: 1, condition: 'normal', expected: { outcome: 'no-hit' },
  };
}
