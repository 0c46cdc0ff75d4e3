import { z } from 'zod';

/** Configuration of the NCB inbox. */
export const ncbConfig = z.strictObject({
  host: z.string().default('127.0.0.1'),
  /** 0 = any free port. */
  port: z.int().min(0).max(65535).default(0),
  /** `caFile` signs the clients. */
  tls: z.strictObject({ certFile: z.string(), keyFile: z.string(), caFile: z.string() }),
  /** SQLite file, made when missing. */
  storeFile: z.string(),
});

export type NcbConfig = z.output<typeof ncbConfig>;
