import { z } from 'zod';

/** Images of one request; two hands rolled and plain, slaps and a face are 24. */
const imagesMax = 24;

const biometricType = z.enum(['FACE', 'FINGER', 'IRIS', 'SIGNATURE', 'UNKNOWN']);
/** OSIA's longer lists of names grow with its versions; a name unknown here is a biometric that cannot be used, not a fault. */
const name = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'a name in capitals');
const size = z.int().min(0);
const anyObject = z.record(z.string(), z.unknown());
const date = z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'a date of RFC 3339');

const biometricData = z.strictObject({
  biometricType,
  biometricSubType: name.optional(),
  instance: z.string().optional(),
  encounterId: z.string().optional(),
  image: z.string().optional(),
  imageRef: z.string().optional(),
  captureDate: date.optional(),
  captureDevice: z.string().optional(),
  impressionType: name.optional(),
  width: size.optional(),
  height: size.optional(),
  bitdepth: size.optional(),
  mimeType: z.string().optional(),
  resolution: size.optional(),
  compression: z.enum(['NONE', 'WSQ', 'JPEG', 'JPEG2000', 'PNG']).optional(),
  missing: z.array(z.strictObject({ biometricSubType: name.optional(), presence: z.enum(['BANDAGED', 'AMPUTATED', 'DAMAGED']).optional() })).optional(),
  metadata: z.string().optional(),
  comment: z.string().optional(),
  template: z.string().optional(),
  templateRef: z.string().optional(),
  templateFormat: z.string().optional(),
  quality: z.int().optional(),
  qualityFormat: z.string().optional(),
  algorithm: z.string().optional(),
  vendor: z.string().optional(),
  encryption: anyObject.optional(),
  integrity: z.array(anyObject).optional(),
});

/** Body of a new encounter (OSIA ABIS 1.6.0); `others` of a person are none here. */
export const encounterRequest = z.strictObject({
  encounterId: z.string().min(1).max(100),
  status: z.literal('ACTIVE', 'ACTIVE: nobody is kept who is not searched'),
  encounterType: z.string().min(1).max(100),
  galleries: z.array(z.string().min(1)).min(1).refine((names) => new Set(names).size === names.length, 'each gallery once'),
  biometricData: z.array(biometricData).min(1).max(imagesMax),
  contextualData: anyObject.optional(),
  biographicData: anyObject.optional(),
  clientData: z.base64().optional(),
  createdDate: date.optional(),
  updatedDate: date.optional(),
});

export type EncounterRequest = z.output<typeof encounterRequest>;

/** Body of an identify call (OSIA ABIS 1.6.0). */
export const identifyRequest = z.strictObject({
  filter: z.looseObject({ biometricType: z.array(biometricType).optional() }),
  biometricData: z.array(biometricData).max(imagesMax),
  encryption: anyObject.optional(),
  integrity: z.array(anyObject).optional(),
});

export type IdentifyRequest = z.output<typeof identifyRequest>;
export type BiometricData = z.output<typeof biometricData>;

/** Longest candidate list. */
const candidatesMax = 1000;

function integer(least: number, most: number) {
  return z.string().regex(/^\d{1,9}$/, 'a whole number').transform(Number).pipe(z.int().min(least).max(most));
}

/** Query of an identify call; `accuracyLevel` and `serviceLevel` change nothing here. */
export const identifyQuery = z.strictObject({
  transactionId: z.string().min(1).max(1024),
  callback: z.url({ protocol: /^https$/, error: 'an https URL' }).max(2048).optional(),
  priority: integer(0, 9).default(5),
  maxNbCand: integer(1, candidatesMax).default(10),
  threshold: z.string().regex(/^\d+(\.\d+)?(e[+-]?\d+)?$/i, 'a number from 0').transform(Number).pipe(z.number()).default(0),
  accuracyLevel: z.string().max(1024).optional(),
  serviceLevel: integer(0, 9).optional(),
});

export type IdentifyQuery = z.output<typeof identifyQuery>;

/** Query of what changes or reads a person, a gallery or a task. */
export const plainQuery = z.strictObject({
  transactionId: z.string().min(1).max(1024),
  callback: z.never('answers are synchronous here: leave it out').optional(),
  priority: integer(0, 9).optional(),
  algorithm: z.string().max(1024).optional(),
});

export const galleryQuery = plainQuery.extend({ offset: integer(0, 999_999_999).default(0), limit: integer(1, 10_000).default(1000) });

export const resultQuery = plainQuery.extend({ waitMs: integer(0, 20_000).default(0) });

/** Problems told at once, and characters of a path. */
const problemsMax = 5;
const pathCharsMax = 120;

/** What a schema found, each with its path: `biometricData[1].width: ...`. */
export function problemsOf({ issues }: z.ZodError): string {
  const problems = issues.flatMap((issue) => (issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => `${pathOf([...issue.path, key])}: unknown key`)
    : [`${pathOf(issue.path)}: ${issue.message}`]));
  return problems.slice(0, problemsMax).join('; ');
}

function pathOf(path: readonly PropertyKey[]): string {
  const written = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return written.replace(/^\./, '').slice(0, pathCharsMax) || '(root)';
}
