import { z } from 'zod';

const pemPair = z.strictObject({ certFile: z.string(), keyFile: z.string() });

const link = z.strictObject({
  /** Where the site's uplink begins, e.g. its Toxiproxy proxy. */
  url: z.url({ protocol: /^https$/ }),
  /** Name in the gateway's certificate. */
  serverName: z.string(),
  /** Rate of a link below 100 KB/s, bytes/s; null leaves the scheduling to HTTP/2. */
  pacedRateBytesPerS: z.number().positive().nullable(),
  rttMs: z.number().nonnegative(),
});

const scanner = z.strictObject({
  /** Base URL of the SBI service. */
  url: z.url({ protocol: /^http$/ }),
  /** SBI deviceId (serialNo in the later draft). */
  fingerDeviceId: z.string(),
  faceDeviceId: z.string(),
});

/** Configuration of the fleet service. */
export const fleetConfig = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(0),
  /** Data folder: queue and journal. */
  dir: z.string(),
  /** The Plan as JSON. */
  planFile: z.string(),
  /** 32 bytes, hex: encrypts the queued files. */
  queueKeyFile: z.string(),
  tls: z.strictObject({ caFile: z.string(), sites: z.record(z.string(), pemPair) }),
  links: z.record(z.string(), link),
  scanners: z.record(z.string(), scanner),
  /** Destination agency, INT-I 1.007. */
  gatewayAgency: z.string().default('ZZ/GATEWAY'),
  /** Record type that carries a finger: 4 (binary) or 14 (tagged). */
  fingerRecord: z.union([z.literal(4), z.literal(14)]).default(4),
  /** Checks outside the plan that warm the services before the clock starts. */
  warmups: z.array(z.strictObject({ site: z.string(), device: z.string(), tcn: z.string() })).default([]),
  /** Longest time a request waits for its answer at the gateway (`Prefer: wait`), ms. */
  limitMs: z.int().positive().default(20_000),
});

export type FleetConfig = z.output<typeof fleetConfig>;
export type LinkConfig = FleetConfig['links'][string];
export type ScannerConfig = FleetConfig['scanners'][string];
