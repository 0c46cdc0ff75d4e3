import type { Clock } from '../core/clock.ts';
import type { CheckPlan, Plan, SitePlan } from '../core/plan.ts';
import { stream } from '../core/random.ts';
import type { FleetConfig } from './config.ts';
import { Database } from './database.ts';
import { Device } from './device.ts';
import { Journal } from './journal.ts';
import type { Packaging } from './package.ts';
import { PlayClock } from './play-clock.ts';
import { sessionIdleMsMax } from './policy.ts';
import { Queue } from './queue.ts';
import { ScannerClient } from './scanner-client.ts';
import type { Secrets } from './secrets.ts';
import { abandon, settle, show } from './settle.ts';
import { Uplink } from './uplink/uplink.ts';

/** A site with its uplink. */
export interface Site {
  plan: SitePlan;
  uplink: Uplink;
}

/** Every device of the plan, with what they share. */
export interface Fleet {
  plan: Plan;
  packaging: Packaging;
  clock: PlayClock;
  journal: Journal;
  queue: Queue;
  sites: Map<string, Site>;
  devices: Map<string, Device>;
  /** Sets the play's origin, host time in ms. */
  play(originMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Builds the fleet over its data folder and takes up what an earlier life left there: answers not shown yet are shown, queued checks are sent.
 * @throws AppError JOURNAL_UNUSABLE, QUEUE_KEY_WRONG
 */
export async function openFleet(config: FleetConfig, plan: Plan, secrets: Secrets, hostClock: Clock): Promise<Fleet> {
  const database = new Database(config.dir);
  const clock = new PlayClock(hostClock, database);
  const journal = new Journal(database, clock);
  const oriBySite = new Map(plan.sites.map((site) => [site.id, site.ori]));
  const queue = await Queue.open(database, secrets.queueKey, (site) => oriBySite.get(site)!);

  const sites = new Map(plan.sites.map((site) => {
    const { url, serverName, pacedRateBytesPerS, rttMs } = config.links[site.id]!;
    const uplink = new Uplink(site, {
      endpoint: { url, serverName, ca: secrets.ca, ...secrets.sites[site.id]! },
      figures: { pacedRateBytesPerS, rttMs },
      answerWaitMs: config.limitMs,
      random: stream(plan.seed, 'uplink', site.id),
      clock,
      journal,
      queue,
      settle: (record, delivered) => settle({ journal, queue, clock }, record, delivered),
      abandon: (record, fault) => abandon({ journal, queue, clock }, record, fault),
    });
    return [site.id, { plan: site, uplink }];
  }));

  const checks = checksByDevice(plan);
  const devices = new Map(plan.devices.map(({ id, site }) => {
    const scanner = new ScannerClient(config.scanners[id]!, hostClock);
    return [id, new Device(id, { site: sites.get(site)!, scanner, checks: checks.get(id) ?? [], clock })];
  }));

  for (const record of journal.records()) if (record.answeredMs !== null && record.shownMs === null) show({ journal, clock }, record);
  const waiting = Map.groupBy(queue.waiting(), (queued) => queued.site);
  for (const [site, queued] of waiting) sites.get(site)?.uplink.resume(queued);

  let timers = scheduleJumps(sites, clock);
  return {
    plan,
    packaging: { agency: config.gatewayAgency, fingerRecord: config.fingerRecord, startsAtMs: Date.parse(plan.startsOn) },
    clock,
    journal,
    queue,
    sites,
    devices,
    play: async (originMs) => {
      for (const timer of timers) clearTimeout(timer);
      await clock.setOrigin(originMs);
      timers = scheduleJumps(sites, clock);
    },
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...sites.values()].map((site) => site.uplink.close()));
      database.close();
    },
  };
}

function checksByDevice(plan: Plan): Map<string, CheckPlan[]> {
  const checks = Map.groupBy(plan.checks, (check) => check.device);
  for (const own of checks.values()) own.sort((a, b) => a.n - b.n);
  return checks;
}

/** An idle gap that the play left out would have ended the site's session: it ends here. */
function scheduleJumps(sites: Map<string, Site>, clock: PlayClock): NodeJS.Timeout[] {
  const nowMs = clock.nowMs();
  if (nowMs === null) return [];
  return [...sites.values()].flatMap(({ plan, uplink }) => plan.jumps
    .filter((jump) => jump.skippedMs > sessionIdleMsMax && jump.atMs >= nowMs)
    .map((jump) => setTimeout(() => uplink.leap(jump.skippedMs), jump.atMs - nowMs)));
}
