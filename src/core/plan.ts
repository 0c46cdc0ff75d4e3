/**
 * The Plan: everything a rehearsal will do, decided before the clock starts. Pure function of (Operation, seed).
 *
 * Two time axes. `scenarioMs`: milliseconds since the operation's first midnight, as in the field. `playMs`: milliseconds since the
 * play's origin, after each site's idle gaps were shrunk.
 */
export interface Plan {
  schemaVersion: 1;
  /** Name of the operation file without its ending. */
  operation: string;
  title: string;
  seed: number;
  rounds: number;
  /** ISO date of the operation's first day. */
  startsOn: string;
  slo: Slo;
  capture: CaptureProfile;
  /** Origins of the people checked (ISO 3166 alpha-2), with weights that sum to 1. */
  origins: OriginWeight[];
  /** ISO 3166 alpha-2 codes of the operation's own countries: each is told of every hit. */
  countries: string[];
  sites: SitePlan[];
  devices: DevicePlan[];
  /** Sorted by dueMs, then tcn. */
  checks: CheckPlan[];
  gallery: GalleryPlan;
  /** Expected length of the play, ms. */
  playMs: number;
  /** What the operation file states as assumed, for the report. */
  assumptions: string[];
  /** Figures that come from somewhere, for the report. */
  sources: string[];
}

/** What the operation promises. Shares are in 0..1. */
export interface Slo {
  inTime: { limitMs: number; share: number };
  /** Waiting = captureStart - due. */
  waiting?: { limitMs: number; share: number };
  /** A check submitted while the plan has the link down: limit + allowance, counted from the link's return. */
  offline: { allowanceMs: number };
  accuracy: { missedMatesMax: number; falseHitsMax: number };
}

/** What an officer captures of each person. */
export interface CaptureProfile {
  /** FGP 1..10, in capture order. */
  fingers: number[];
  /** Fingerprint Acquisition Profile: 10, 20, 30, 45, 50, 60. */
  fap: number;
  face: boolean;
  /** Image quality preset of the probe captures. */
  preset: 'easy' | 'field' | 'hard';
}

export interface SitePlan {
  id: string;
  name: string;
  country: string;
  kind: string;
  /** Originating agency, INT-I 1.008: `CC/name`. */
  ori: string;
  /** Id of a link profile in scenarios/links. */
  link: string;
  /** Starts 'up'; sorted by atMs (playMs). */
  linkChanges: LinkChange[];
  /** Idle gaps taken out: at `atMs` (playMs) the site's scenario time leaps by `skippedMs`. */
  jumps: { atMs: number; skippedMs: number }[];
}

/** `silent`: bytes wait, nobody is told. `refused`: connections are closed at once. */
export type LinkState = 'up' | 'silent' | 'refused';

export interface LinkChange {
  atMs: number;
  state: LinkState;
}

export interface DevicePlan {
  id: string;
  site: string;
}

/** A synthetic person: number `number` of the data set seeded with `seed`. */
export interface PersonRef {
  seed: number;
  number: number;
}

/** State of the skin at capture; shapes the probe's impressions. */
export type FingerCondition = 'normal' | 'dry' | 'wet' | 'worn' | 'scarred';

export interface CheckPlan {
  tcn: string;
  /** Index among the checks of its device, from 0: `POST /devices/{device}/checks/{n}`. */
  n: number;
  round: number;
  site: string;
  device: string;
  scenarioMs: number;
  /** A person arrives, playMs. */
  dueMs: number;
  person: PersonRef;
  /** Impression number of the probe captures; enrolment is impression 0. */
  impression: number;
  condition: FingerCondition;
  expected: Expected;
}

/** `reference` is the gallery record (INT-I 2.010, `CC/number`) that a mate must hit. */
export type Expected = { outcome: 'no-hit' } | { outcome: 'hit'; reference: string };

export interface OriginWeight {
  country: string;
  weight: number;
}

/** Most matchers that a gallery is spread over. */
export const shardsMax = 8;

export interface GalleryPlan {
  /** Seed of the base gallery's people; apart from the plan's seed so that operations share a cached gallery. */
  seed: number;
  /** People of the base gallery; the planted mates come on top. */
  size: number;
  /** Records of the base gallery were taken up to this year. */
  recordedUntil: number;
  origins: OriginWeight[];
  fingers: number[];
  face: boolean;
  /** People on top who exist as templates alone, of ten fingers. */
  crowd: number;
  /** Matchers that the gallery is spread over. */
  shards: number;
  /** Planted mates: members of the gallery who will be checked. */
  mates: PlantedMate[];
}

/** Everyone in the gallery. */
export function peopleOf({ size, crowd, mates }: GalleryPlan): number {
  return size + crowd + mates.length;
}

export interface PlantedMate {
  person: PersonRef;
  reference: string;
  ownerCountry: string;
  recordYear: number;
}

/** The state of a site's link at a time of the play. */
export function linkStateAt(site: Pick<SitePlan, 'linkChanges'>, atMs: number): LinkState {
  let state: LinkState = 'up';
  for (const change of site.linkChanges) if (change.atMs <= atMs) state = change.state;
  return state;
}

/** When a link that is down at `atMs` returns, playMs; null when it is up, `Infinity` when it stays down. */
export function linkReturnsAt(site: Pick<SitePlan, 'linkChanges'>, atMs: number): number | null {
  if (linkStateAt(site, atMs) === 'up') return null;
  return site.linkChanges.find((change) => change.atMs > atMs && change.state === 'up')?.atMs ?? Number.POSITIVE_INFINITY;
}
