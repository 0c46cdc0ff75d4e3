import { z } from 'zod';
import { shardsMax } from '../core/plan.ts';

/**
 * The operation file: a deployment as data (`scenarios/operations/<name>.yaml`). `scenarios/operation.schema.json` is this schema written
 * out for editors. Unknown keys are refused everywhere.
 */
const country = z.string().regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166-1 alpha-2)');
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time "HH:MM"');
const share = z.number().min(0).max(1);
const fgp = z.number().int().min(1).max(10);
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{1,23}$/, '2 to 24 of a-z, 0-9 and "-"');

const outage = z.strictObject({
  /** Day of the operation, from 1. */
  day: z.number().int().min(1),
  from: clockTime,
  minutes: z.number().positive().max(1440),
  /** `silent`: bytes wait and nobody is told; `refused`: connections are closed at once. */
  kind: z.enum(['silent', 'refused']),
});

const site = z.strictObject({
  id,
  name: z.string().min(2),
  country,
  kind: z.enum(['border-crossing', 'green-line', 'reception-centre', 'detention-centre', 'police-station']),
  devices: z.number().int().min(1).max(200),
  /** Id of a profile in scenarios/links. */
  link: id,
  opens: clockTime.default('00:00'),
  closes: clockTime.default('23:59'),
  /** Share of the operation's checks; relative weights. */
  weight: z.number().positive().default(1),
  outages: z.array(outage).default([]),
});

const group = z.strictObject({
  /** solo, car, minibus, bus, ... */
  kind: z.string().min(2),
  /** Share of persons, not of groups, that arrive this way; relative weights. */
  weight: z.number().positive(),
  sizeMin: z.number().int().min(1).max(500),
  sizeMax: z.number().int().min(1).max(500),
  /** Time between two persons of a group, seconds. */
  spacingS: z.number().min(0).max(600),
});

/** Most people of a gallery who are made as templates. */
export const crowdMax = 1_000_000;

export const operationSchema = z.strictObject({
  title: z.string().min(3),
  startsOn: z.iso.date(),
  days: z.number().int().min(1).max(366),
  /** Crosschecks of one round. */
  checks: z.number().int().min(1).max(100_000),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
  /** Default: as many as the promise needs to be shown, ceil(59 / checks). */
  rounds: z.number().int().min(1).max(100).optional(),
  slo: z.strictObject({
    inTime: z.strictObject({ limitS: z.number().positive().max(600), share: z.number().gt(0).lt(1) }),
    waiting: z.strictObject({ limitS: z.number().positive().max(36_000), share: z.number().gt(0).lt(1) }).optional(),
    offline: z.strictObject({ allowanceS: z.number().min(0).max(86_400) }).default({ allowanceS: 60 }),
    accuracy: z.strictObject({ missedMatesMax: z.number().int().min(0), falseHitsMax: z.number().int().min(0) }).default({ missedMatesMax: 0, falseHitsMax: 0 }),
  }),
  capture: z.strictObject({
    fingers: z.array(fgp).max(10),
    /** Fingerprint Acquisition Profile of the platen. */
    fap: z.union([z.literal(10), z.literal(20), z.literal(30)]),
    face: z.boolean(),
    preset: z.enum(['easy', 'field', 'hard']),
  }),
  people: z.strictObject({
    /** Weights by country of origin. */
    origins: z.record(country, z.number().positive()),
    /** Weights by state of the skin. */
    conditions: z.partialRecord(z.enum(['normal', 'dry', 'wet', 'worn', 'scarred']), z.number().min(0)).default({ normal: 1 }),
  }),
  gallery: z.strictObject({
    size: z.number().int().min(10).max(2_000),
    /** These three shape the base gallery alone, so that operations which leave them out share one. */
    seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(2002),
    recordedUntil: z.number().int().min(1990).max(2100).default(2018),
    origins: z.record(country, z.number().positive()).default({ AF: 2, SY: 2, PK: 2, IQ: 1, IR: 1, BD: 1, MA: 1, NG: 1, SN: 1, AL: 1, RS: 1, BA: 1 }),
    /** People on top of `size` who are made as templates of ten fingers, without images. */
    crowd: z.number().int().min(0).max(crowdMax).default(0),
    /** Matchers that hold a part of everyone each. */
    shards: z.number().int().min(1).max(shardsMax).default(1),
    /** People on top of `size` who will be checked, once a round each. */
    mates: z.array(z.strictObject({ ownerCountry: country, recordYear: z.number().int().min(1990).max(2100) })).default([]),
  }),
  demand: z.strictObject({
    /** Relative demand of each hour of the day, 24 numbers. */
    hourProfile: z.array(z.number().min(0)).length(24),
    /** Relative demand of each day; default even. */
    dayProfile: z.array(z.number().min(0)).optional(),
    /** Variance of a day's own gamma factor (cv squared). */
    dayVariance: share.default(0.1),
    groups: z.array(group).min(1),
  }),
  sites: z.array(site).min(1).max(90),
  /** Where the figures come from. */
  sources: z.array(z.string()).min(1),
  /** What is not known and was chosen. */
  assumptions: z.array(z.string()).min(1),
});

export type Operation = z.output<typeof operationSchema>;
export type Site = Operation['sites'][number];
