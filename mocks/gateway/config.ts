import { z } from 'zod';

const country = z.string().regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166-1 alpha-2)');
const httpsUrl = z.url({ protocol: /^https$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Configuration of the gateway; file names are taken from the working directory. */
export const gatewayConfig = z.strictObject({
  host: z.string().default('127.0.0.1'),
  /** 0 = any free port. */
  port: z.int().min(0).max(65535).default(0),
  /** `caFile` signs the clients. */
  tls: z.strictObject({ certFile: z.string(), keyFile: z.string(), caFile: z.string() }),
  /** SQLite file, made when missing. */
  journalFile: z.string(),
  /** Our own agency, 1.008 ORI of the answers. */
  agency: z.string().regex(/^[A-Z]{2}\/.{1,29}$/, 'CC/agency, 32 characters at most').default('ZZ/GATEWAY'),
  /** Year of the answers' own TCNs, two digits. */
  tcnYear: z.int().min(0).max(99),
  matcher: z.strictObject({
    /** One matcher, or all the shards of one gallery: a check is answered when every one has answered. */
    urls: z.array(httpsUrl).min(1),
    caFile: z.string(),
    /** Text file with the HS256 secret; white space around it is no part of it. */
    jwtSecretFile: z.string(),
    galleryId: z.string().min(1).default('ALL'),
    maxCandidates: z.int().min(1).max(100).default(10),
  }),
  /** A candidate with this score or more is a hit. */
  decision: z.strictObject({ threshold: z.number() }),
  /** The NCB inbox; `certFile` and `keyFile` name this gateway to it. */
  ncb: z.strictObject({ url: httpsUrl, caFile: z.string(), certFile: z.string(), keyFile: z.string() }),
  /** Countries told of every hit, beside the owner of the record. */
  notifyCountries: z.array(country).default([]),
  /** Journalled checks without an answer: at this many, new ones get 503. */
  queueMax: z.int().min(1).default(1000),
  /** The same for one originator, 429, so that no site fills the queue alone. */
  clientQueueMax: z.int().min(1).default(500),
  /** Identify calls at the matcher at one time. */
  concurrency: z.int().min(1).default(4),
  /** Time from the last byte of a file to its answer that the matcher is told of (X-Deadline-Ms). */
  answerBudgetMs: z.int().min(1).default(20_000),
});

export type GatewayConfig = z.output<typeof gatewayConfig>;
