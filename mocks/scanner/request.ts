import { z } from 'zod';
import { fingers } from '../../src/core/fingers.ts';
import { Refusal } from './codes.ts';

/** A registration capture, checked, as the scanner understands it. */
export interface CaptureRequest {
  env: string;
  specVersion: string;
  timeoutMs: number;
  captureTime: string;
  domainUri: string | undefined;
  transactionId: string;
  type: 'Finger' | 'Face';
  count: number;
  /** FGP in the order requested; empty for a face. */
  fgps: number[];
  /** FGP of the fingers that the person lacks. */
  exceptions: number[];
  /** 0..100. */
  requestedScore: number;
  deviceId: string;
  deviceSubId: number;
  /** Upper or lower hex of 32 bytes, or empty. */
  previousHash: string;
}

/** Longest `timeout`, ms: that of the preview in MDS 0.9.5. */
const timeoutMsMax = 300_000;
const environments = ['Staging', 'Developer', 'Pre-Production', 'Production'];
const deviceTypes = ['Biometric Device', 'Finger', 'Face', 'Iris'] as const;

/** MDS and its YAML disagree on numbers and strings: both are accepted. */
const number = (low: number, high: number) => z.union([z.number(), z.string().regex(/^\d{1,9}(\.\d{1,9})?$/).transform(Number)]).pipe(z.number().min(low).max(high));
const whole = (low: number, high: number) => number(low, high).refine(Number.isInteger, 'expected a whole number');
const names = z.array(z.string().max(64)).max(10).nullish().transform((list) => list ?? []);

const captureSchema = z.object({
  env: z.string().max(64),
  purpose: z.string().max(64),
  specVersion: z.union([z.string().max(32), z.tuple([z.string().max(32)]).rest(z.string().max(32)).transform(([first]) => first)]),
  timeout: whole(1, timeoutMsMax),
  captureTime: z.string().max(64),
  domainUri: z.string().max(2048).optional(),
  transactionId: z.string(),
  bio: z.array(z.object({
    type: z.string().max(64),
    count: whole(0, 10),
    bioSubType: names,
    exception: names,
    requestedScore: number(0, 100),
    deviceId: z.string().max(64).optional(),
    serialNo: z.string().max(64).optional(),
    deviceSubId: whole(0, 3).default(0),
    previousHash: z.string().regex(/^([0-9A-Fa-f]{64})?$/, 'expected 64 hex digits or nothing').default(''),
  })).min(1).max(10),
  customOpts: z.record(z.string(), z.unknown()).refine((options) => Object.keys(options).length <= 50, 'expected at most 50 pairs').nullish(),
});

/**
 * Reads the body of a discovery call.
 * @throws Refusal 123, 502
 */
export function readDiscoveryType(text: string): (typeof deviceTypes)[number] {
  const body = readJson(text);
  const type = z.object({ type: z.enum(deviceTypes) }).safeParse(body);
  if (!type.success) throw new Refusal('502');
  return type.data.type;
}

/**
 * Reads the body of a registration capture. The older dialect names the device in `deviceId`, the later one in `serialNo`.
 * @throws Refusal 109, 112, 114, 115, 117, 119, 121, 123
 */
export function readCapture(text: string): CaptureRequest {
  const body = readJson(text);
  const id = z.object({ transactionId: z.string().regex(/^[A-Za-z0-9-]{4,50}$/) }).safeParse(body);
  if (!id.success) throw new Refusal('112');
  const parsed = captureSchema.safeParse(body);
  if (!parsed.success) throw new Refusal('123', problems(parsed.error));

  const { bio: bios, timeout, ...call } = parsed.data;
  const bio = bios[0]!;
  if (!environments.includes(call.env)) throw new Refusal('115');
  if (call.purpose !== 'Registration') throw new Refusal('121');
  if (bios.length > 1) throw new Refusal('109', 'one device a call');
  if (bio.type !== 'Finger' && bio.type !== 'Face') throw new Refusal('114');
  return {
    env: call.env,
    specVersion: call.specVersion,
    timeoutMs: timeout,
    captureTime: call.captureTime,
    domainUri: call.domainUri,
    transactionId: call.transactionId,
    type: bio.type,
    count: bio.count,
    fgps: positions(bio.bioSubType, '119'),
    exceptions: positions(bio.exception, '117'),
    requestedScore: bio.requestedScore,
    deviceId: bio.serialNo ?? bio.deviceId ?? '',
    deviceSubId: bio.deviceSubId,
    previousHash: bio.previousHash,
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('123', 'not JSON');
  }
}

function problems(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ').slice(0, 1000);
}

/** Positions of named fingers; a name twice is no name. UNKNOWN is for authentication only. */
function positions(list: string[], refusedAs: '117' | '119'): number[] {
  const fgps = list.map((name) => fingers.find((finger) => finger.sbi === name)?.fgp);
  if (fgps.includes(undefined) || new Set(fgps).size < fgps.length) throw new Refusal(refusedAs);
  return fgps as number[];
}
