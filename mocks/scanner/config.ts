import { z } from 'zod';
import { faultSchema } from './faults/registry.ts';

const deviceSchema = z.strictObject({
  /** Also the serial number and the device code. */
  deviceId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  kind: z.enum(['Finger', 'Face']),
  subType: z.enum(['Single', 'Slap', 'Touchless', 'Full face']),
  /** Fingerprint Acquisition Profile (NIST SP 500-290), named in the model. */
  fap: z.int().min(10).max(60),
  /** 0 not applicable; slap: 1 left, 2 right, 3 thumbs. */
  deviceSubIds: z.array(z.int().min(0).max(3)).min(1),
  status: z.enum(['Ready', 'Not Ready', 'Not Registered']).default('Ready'),
}).superRefine((device, context) => {
  const faceSubType = device.subType === 'Full face';
  if ((device.kind === 'Face') !== faceSubType) context.addIssue({ code: 'custom', path: ['subType'], message: `a ${device.kind} device cannot be ${device.subType}` });
  if (device.subType === 'Slap' && device.deviceSubIds.includes(0)) context.addIssue({ code: 'custom', path: ['deviceSubIds'], message: 'a slap has no sub-id 0' });
});

export const scannerConfig = z.strictObject({
  host: z.string().default('127.0.0.1'),
  /** 0 = any. The MOSIP range is 4501..4600. */
  port: z.int().min(0).max(65535).default(0),
  seed: z.int().min(0),
  /** Captures corpus, SQLite. */
  capturesFile: z.string().min(1),
  devices: z.array(deviceSchema).min(1),
  /** Factor on every capture's duration. */
  captureScale: z.number().min(0).max(100).default(1),
  /** Durations of the captures of a transaction, ms a call, instead of the seeded draw. */
  captureTimes: z.record(z.string(), z.strictObject({ fingers: z.number().min(0).optional(), face: z.number().min(0).optional() })).default({}),
  faults: z.array(faultSchema).default([]),
  /** Added to the clock of every device, ms. */
  clockSkewMs: z.int().default(0),
  /** How long a browser may keep the answer to OPTIONS, s. */
  corsMaxAgeS: z.int().min(0).default(5),
  /** Scores and sub-ids leave as strings, as deployed services send them; both are accepted. */
  numbersAsStrings: z.boolean().default(true),
  /** Codes of the image codings in the ISO records. */
  fingerCompression: z.int().min(0).max(255).default(2),
  faceDataType: z.int().min(0).max(255).default(0),
}).superRefine((config, context) => {
  const seen = new Set<string>();
  for (const [index, { deviceId }] of config.devices.entries()) {
    if (seen.has(deviceId)) context.addIssue({ code: 'custom', path: ['devices', index, 'deviceId'], message: `${deviceId} is there twice` });
    seen.add(deviceId);
  }
});

export type ScannerConfig = z.output<typeof scannerConfig>;
export type DeviceConfig = ScannerConfig['devices'][number];
