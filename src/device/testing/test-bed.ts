import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { systemClock } from '../../core/clock.ts';
import type { Plan } from '../../core/plan.ts';
import type { EventRecord } from '../../core/records.ts';
import { makeTrust } from '../../service/trust.ts';
import type { Trust } from '../../service/trust.ts';
import { crosscheck } from '../check.ts';
import type { CheckReply } from '../check.ts';
import { fleetConfig } from '../config.ts';
import { openFleet } from '../fleet.ts';
import type { Fleet } from '../fleet.ts';
import { readPlan } from '../read-plan.ts';
import { readSecrets } from '../secrets.ts';
import { startFakeGateway } from './fake-gateway.ts';
import type { FakeGateway } from './fake-gateway.ts';
import { faceDeviceId, fingerDeviceId, startFakeScanner } from './fake-scanner.ts';
import type { FakeScanner } from './fake-scanner.ts';
import { smallPlan } from './small-plan.ts';
import type { PlanShape } from './small-plan.ts';

type FleetInput = z.input<typeof fleetConfig>;

/** Everything around a fleet: its plan, certificates, scanner and gateway, and a data folder of its own. */
export interface TestBed {
  dir: string;
  plan: Plan;
  trust: Trust;
  scanner: FakeScanner;
  gateway: FakeGateway;
  /** Configuration of the fleet; change it before the fleet is opened. */
  config: FleetInput;
  /** Opens the fleet in this process, with the play begun now; it ends with the bed. */
  open(): Promise<Fleet>;
  /** Ends a fleet in good order and opens the next over the same data folder. */
  reopen(fleet: Fleet): Promise<Fleet>;
  close(): Promise<void>;
}

export async function makeTestBed(shape: PlanShape): Promise<TestBed> {
  const dir = mkdtempSync(join(tmpdir(), 'fleet-'));
  const trust = await makeTrust(join(dir, 'trust'));
  const [scanner, gateway] = await Promise.all([startFakeScanner(), startFakeGateway(trust)]);
  const plan = smallPlan(shape);
  const planFile = join(dir, 'plan.json');
  const queueKeyFile = join(dir, 'queue-key');
  writeFileSync(queueKeyFile, randomBytes(32).toString('hex'));
  const sites = await Promise.all(plan.sites.map(async (site) => [site.id, await trust.site(site.ori, site.country, site.id)] as const));
  const fleets = new Set<Fleet>();
  const bed: TestBed = {
    dir, plan, trust, scanner, gateway,
    config: {
      dir: join(dir, 'fleet'), planFile, queueKeyFile,
      tls: { caFile: trust.caFile, sites: Object.fromEntries(sites) },
      links: Object.fromEntries(plan.sites.map(({ id }) => [id, { url: gateway.url, serverName: 'localhost', pacedRateBytesPerS: null, rttMs: 20 }])),
      scanners: Object.fromEntries(plan.devices.map(({ id }) => [id, { url: scanner.url, fingerDeviceId, faceDeviceId }])),
    },
    open: async () => {
      writeFileSync(planFile, JSON.stringify(plan));
      const config = fleetConfig.parse(bed.config);
      const fleet = await openFleet(config, readPlan(config), readSecrets(config), systemClock);
      fleets.add(fleet);
      if (fleet.clock.originMs === null) await fleet.play(systemClock.nowMs());
      return fleet;
    },
    reopen: async (fleet) => {
      fleets.delete(fleet);
      await fleet.close();
      return bed.open();
    },
    close: async () => {
      await Promise.all([...fleets].map((fleet) => fleet.close()));
      await Promise.all([gateway.stop(), scanner.close()]);
      rmSync(dir, { recursive: true });
    },
  };
  writeFileSync(planFile, JSON.stringify(plan));
  return bed;
}

/** An officer's call, without HTTP. */
export function call(fleet: Fleet, deviceId: string, n: number): Promise<CheckReply> {
  const device = fleet.devices.get(deviceId)!;
  const check = device.checks[n]!;
  return device.serve(check.tcn, (free) => crosscheck(fleet, device, check, free));
}

/** What the fleet wrote down as events of a kind. */
export function eventsOf(fleet: Fleet, kind: string): EventRecord[] {
  return fleet.journal.events(0).events.filter((event) => event.kind === kind);
}

/** Polls until `done` holds, 20 s at most. */
export async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('waited 20 s in vain');
}
