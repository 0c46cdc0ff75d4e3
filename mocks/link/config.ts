import { z } from 'zod';

const endpoint = z.string().regex(/^([a-zA-Z0-9.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}$/, 'host:port, an IPv6 address in brackets');

/** Configuration of the link service. */
export const linkConfig = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535).default(0),
  /** Toxiproxy's API. */
  apiUrl: z.url(),
  /** Prefix of every proxy's name, so that runs side by side never touch each other's. */
  prefix: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** The service's own echo stands behind the canary proxies: the host under which Toxiproxy reaches it. */
  canary: z.strictObject({ echoHost: z.string().default('127.0.0.1') }).prefault({}),
  sites: z.array(z.strictObject({
    site: z.string(),
    listen: endpoint,
    upstream: endpoint,
    rateKBPerSDown: z.number().int().min(1),
    rateKBPerSUp: z.number().int().min(1),
    oneWayDelayMs: z.number().min(0),
    changes: z.array(z.strictObject({ atMs: z.number(), state: z.enum(['up', 'silent', 'refused']) })),
  })).min(1),
});

export type LinkConfig = z.output<typeof linkConfig>;
export type SiteLink = LinkConfig['sites'][number];
