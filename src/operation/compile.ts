import type { CheckPlan, DevicePlan, FingerCondition, LinkChange, PersonRef, Plan, PlantedMate, SitePlan } from '../core/plan.ts';
import { platens } from '../core/platen.ts';
import { deriveSeed, stream } from '../core/random.ts';
import { formatTcn } from '../core/tcn.ts';
import { drawArrivals, pickWeighted, timeOfDayMs } from './arrivals.ts';
import { compact, type Activity } from './compaction.ts';
import { linkSettings, transferMs } from './link-profile.ts';
import type { LoadedOperation } from './load.ts';
import type { Operation, Site } from './schema.ts';

const dayMs = 86_400_000;

/** Checks needed with no miss to show 95 % with 95 % confidence: ceil(ln 0.05 / ln 0.95). */
export const checksToShow = 59;

/** Expected times of a check that only shape the timeline; nothing is measured against them. Median capture of the emulated scanner, ms. */
const fingersCaptureMs = 2_000;
const faceCaptureMs = 1_200;
const serviceMs = 1_500;
/** Time around an edge of an outage in which devices notice it, ms. */
const outageEdgeMs = 6_000;
/** Sites start their play apart by at most this, ms, so that they do not all begin in one instant. */
const startSpreadMs = 5_000;
const wsqBitsPerPx = 0.75;
const faceBytes = 25_000;

/**
 * Compiles an operation into its plan. Pure: the same operation and seed give the same bytes.
 * @param rounds overrides the operation's own number
 */
export function compile(loaded: LoadedOperation, seed: number = loaded.operation.seed, rounds: number = defaultRounds(loaded.operation)): Plan {
  const { operation } = loaded;
  const mates = plantMates(operation, seed);
  const drafts = Array.from({ length: rounds }, (_, round) => draftRound(loaded, seed, round, mates)).flat();
  const timelines = operation.sites.map((site, k) => siteTimeline(loaded, site, seed, rounds, drafts.filter((draft) => draft.siteIndex === k)));
  const sites = operation.sites.map((site, k) => planSite(site, timelines[k]!));
  const checks = numberChecks(operation, drafts.map((draft) => ({ ...draft, dueMs: timelines[draft.siteIndex]!.toPlayMs(draft.scenarioMs) })));
  const { slo } = operation;
  return {
    schemaVersion: 1,
    operation: loaded.name,
    title: operation.title,
    seed,
    rounds,
    startsOn: operation.startsOn,
    slo: {
      inTime: { limitMs: slo.inTime.limitS * 1000, share: slo.inTime.share },
      ...(slo.waiting && { waiting: { limitMs: slo.waiting.limitS * 1000, share: slo.waiting.share } }),
      offline: { allowanceMs: slo.offline.allowanceS * 1000 },
      accuracy: slo.accuracy,
    },
    capture: operation.capture,
    origins: normalised(operation.people.origins),
    countries: [...new Set(operation.sites.map((site) => site.country))].sort(),
    sites,
    devices: operation.sites.flatMap((site) => devicesOf(site)),
    checks,
    gallery: {
      seed: operation.gallery.seed,
      size: operation.gallery.size,
      recordedUntil: operation.gallery.recordedUntil,
      origins: normalised(operation.gallery.origins),
      fingers: [...operation.capture.fingers].sort((a, b) => a - b),
      face: operation.capture.face,
      crowd: operation.gallery.crowd,
      shards: operation.gallery.shards,
      mates,
    },
    playMs: Math.ceil(Math.max(...timelines.map((timeline) => timeline.endMs))),
    assumptions: operation.assumptions,
    sources: operation.sources,
  };
}

/** As many rounds as the promise needs to be shown. */
export function defaultRounds(operation: Operation): number {
  return operation.rounds ?? Math.ceil(checksToShow / operation.checks);
}

/** Number `index` of a site's devices, from 0. */
export function deviceId(site: Site, index: number): string {
  return `${site.id}-${String(index + 1).padStart(2, '0')}`;
}

function devicesOf(site: Site): DevicePlan[] {
  return Array.from({ length: site.devices }, (_, index) => ({ id: deviceId(site, index), site: site.id }));
}

function plantMates(operation: Operation, seed: number): PlantedMate[] {
  const mateSeed = deriveSeed(seed, 'mates');
  return operation.gallery.mates.map((mate, number) => ({
    person: { seed: mateSeed, number },
    reference: `${mate.ownerCountry}/${50_000_000 + stream(seed, 'mate', number).int(0, 999_999) * 10 + (number % 10)}`,
    ownerCountry: mate.ownerCountry,
    recordYear: mate.recordYear,
  }));
}

/** A check before it has its play time and number. */
interface Draft {
  round: number;
  siteIndex: number;
  site: string;
  device: string;
  scenarioMs: number;
  /** When its device is expected to be free again. */
  endMs: number;
  person: PersonRef;
  impression: number;
  condition: FingerCondition;
  expected: CheckPlan['expected'];
}

function draftRound(loaded: LoadedOperation, seed: number, round: number, mates: readonly PlantedMate[]): Draft[] {
  const { operation } = loaded;
  const arrivals = drawArrivals(operation, seed, round);
  const mateAt = placeMates(arrivals.length, mates, seed, round);
  const strangerSeed = deriveSeed(seed, 'strangers');
  const officers = new Map<string, number>();
  return arrivals.map((arrival, k) => {
    const site = operation.sites[arrival.site]!;
    const scenarioMs = round * operation.days * dayMs + arrival.scenarioMs;
    const device = nextFree(site, officers, scenarioMs);
    const endMs = Math.max(scenarioMs, officers.get(device) ?? 0) + occupancyMs(loaded, site);
    officers.set(device, endMs);
    const mate = mateAt.get(k);
    const number = round * operation.checks + k;
    return {
      round,
      siteIndex: arrival.site,
      site: site.id,
      device,
      scenarioMs,
      endMs,
      person: mate ? mate.person : { seed: strangerSeed, number },
      impression: round + 1,
      condition: drawCondition(operation, seed, number),
      expected: mate ? { outcome: 'hit', reference: mate.reference } : { outcome: 'no-hit' },
    };
  });
}

/** Each mate is checked once a round, among the arrivals of a place drawn for it. */
function placeMates(arrivals: number, mates: readonly PlantedMate[], seed: number, round: number): Map<number, PlantedMate> {
  const random = stream(seed, 'round', round, 'mates');
  const at = new Map<number, PlantedMate>();
  for (const mate of mates) {
    let k = random.int(0, arrivals - 1);
    while (at.has(k)) k = (k + 1) % arrivals;
    at.set(k, mate);
  }
  return at;
}

/** The device at the site that is expected to be free first; ties to the lowest number. */
function nextFree(site: Site, officers: ReadonlyMap<string, number>, nowMs: number): string {
  const ids = devicesOf(site).map((device) => device.id);
  const freeMs = (id: string): number => Math.max(nowMs, officers.get(id) ?? 0);
  return ids.reduce((best, id) => (freeMs(id) < freeMs(best) ? id : best));
}

/** How long a check is expected to keep its officer, ms. */
function occupancyMs(loaded: LoadedOperation, site: Site): number {
  const { capture } = loaded.operation;
  const platen = platens[capture.fap]!;
  const bytes = capture.fingers.length * platen.widthPx * platen.heightPx * wsqBitsPerPx / 8 + (capture.face ? faceBytes : 0);
  const captureMs = (capture.fingers.length > 0 ? fingersCaptureMs : 0) + (capture.face ? faceCaptureMs : 0);
  return captureMs + serviceMs + transferMs(linkSettings(loaded.links.get(site.link)!), bytes);
}

function drawCondition(operation: Operation, seed: number, number: number): FingerCondition {
  const entries = Object.entries(operation.people.conditions) as [FingerCondition, number][];
  return entries[pickWeighted(entries.map(([, weight]) => weight), stream(seed, 'condition', number).unit()).index]![0];
}

/** Outages of the site in scenario time that touch a check; one that touches none changes nothing and is not played. */
function outagesOf(operation: Operation, site: Site, rounds: number): (Activity & { kind: 'silent' | 'refused' })[] {
  return Array.from({ length: rounds }, (_, round) => site.outages.map((outage) => {
    const startMs = (round * operation.days + outage.day - 1) * dayMs + timeOfDayMs(outage.from);
    return { startMs, endMs: startMs + outage.minutes * 60_000, kind: outage.kind };
  })).flat();
}

type Timeline = ReturnType<typeof compact> & { outages: ReturnType<typeof outagesOf> };

function siteTimeline(loaded: LoadedOperation, site: Site, seed: number, rounds: number, drafts: readonly Draft[]): Timeline {
  const outages = outagesOf(loaded.operation, site, rounds).filter((outage) => drafts.some((draft) => draft.scenarioMs < outage.endMs && draft.endMs > outage.startMs));
  const drainMs = (outage: Activity): number => drafts.filter((draft) => draft.scenarioMs < outage.endMs && draft.endMs > outage.startMs).length * occupancyMs(loaded, site) / 2;
  const activities: Activity[] = [
    ...drafts.map((draft) => ({ startMs: draft.scenarioMs, endMs: draft.endMs })),
    ...outages.map((outage) => ({ startMs: outage.startMs, endMs: outage.startMs + outageEdgeMs })),
    ...outages.map((outage) => ({ startMs: outage.endMs, endMs: outage.endMs + outageEdgeMs + drainMs(outage) })),
  ];
  return { ...compact(activities, 2_000 + stream(seed, 'start', site.id).range(0, startSpreadMs)), outages };
}

function planSite(site: Site, timeline: Timeline): SitePlan {
  const linkChanges: LinkChange[] = timeline.outages.flatMap((outage) => [
    { atMs: Math.round(timeline.toPlayMs(outage.startMs)), state: outage.kind },
    { atMs: Math.round(timeline.toPlayMs(outage.endMs)), state: 'up' as const },
  ]);
  return {
    id: site.id,
    name: site.name,
    country: site.country,
    kind: site.kind,
    ori: `${site.country}/${site.id.toUpperCase()}`,
    link: site.link,
    linkChanges: linkChanges.sort((a, b) => a.atMs - b.atMs),
    jumps: timeline.jumps.map((jump) => ({ atMs: Math.round(jump.atMs), skippedMs: Math.round(jump.skippedMs) })),
  };
}

function numberChecks(operation: Operation, drafts: readonly (Draft & { dueMs: number })[]): CheckPlan[] {
  const year = Number(operation.startsOn.slice(2, 4));
  const ofDevice = new Map<string, number>();
  return [...drafts].sort((a, b) => a.dueMs - b.dueMs || a.siteIndex - b.siteIndex || a.scenarioMs - b.scenarioMs).map((draft, k) => {
    const n = ofDevice.get(draft.device) ?? 0;
    ofDevice.set(draft.device, n + 1);
    return {
      tcn: formatTcn(year, k + 1),
      n,
      round: draft.round,
      site: draft.site,
      device: draft.device,
      scenarioMs: draft.scenarioMs,
      dueMs: Math.round(draft.dueMs),
      person: draft.person,
      impression: draft.impression,
      condition: draft.condition,
      expected: draft.expected,
    };
  });
}

function normalised(weights: Record<string, number>): { country: string; weight: number }[] {
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  return Object.entries(weights).sort(([a], [b]) => (a < b ? -1 : 1)).map(([country, weight]) => ({ country, weight: weight / sum }));
}

