import { z } from 'zod';
import { shardConfig } from './shard.ts';

/** Configuration of the matcher's service; file names are taken from the working directory. */
export const matcherConfig = z.strictObject({
  host: z.string().default('127.0.0.1'),
  /** 0 = any free port. */
  port: z.int().min(0).max(65535).default(0),
  tls: z.strictObject({ certFile: z.string(), keyFile: z.string() }),
  /** Text file with the HS256 secret of the clients' tokens; white space around it is no part of it. */
  jwtSecretFile: z.string(),
  /** Gallery corpora (SQLite). */
  corpora: z.array(z.string()),
  /** Gallery files that were made elsewhere, by this version and for this shard. */
  galleries: z.array(z.strictObject({ file: z.string(), digest: z.string() })).default([]),
  /** Folder of the corpora's gallery files. */
  cacheDir: z.string(),
  /** Path without ending of the file and the log of who comes and goes through the service; without it nobody does. */
  store: z.string().optional(),
  /** The part of everyone that is held here; of the corpora only that part is enrolled. */
  shard: shardConfig,
  /** ONNX model of the user's own that describes the portraits (`face-model.ts`); without it the built-in method does. */
  faceModel: z.string().optional(),
  /** Native threads of extraction and search. */
  threads: z.int().min(1).max(1024),
  /** SQLite file, made when missing. */
  journalFile: z.string(),
  /** Name of the one gallery; `ALL` names it too. */
  galleryId: z.string().min(1).max(100).default('ALL'),
  /** Searches at one time; each uses every thread, so a second one only fills the first one's gaps. */
  concurrency: z.int().min(1).default(2),
  /** Searches that wait: at this many, new ones get 503. */
  queueMax: z.int().min(1).default(64),
  /** Searches of one client, waiting or running: at this many, new ones get 429. */
  clientQueueMax: z.int().min(1).default(64),
  /** How long a transactionId and its result are remembered. */
  keepDays: z.int().min(1).default(30),
  /** Where results may be called back to; nowhere unless a host stands here. */
  callbacks: z.strictObject({
    /** `host` or `host:port` of the allowed URLs. */
    hosts: z.array(z.string().min(1)).default([]),
    /** Signs their certificates; without it the system's authorities do. */
    caFile: z.string().optional(),
    /** Pauses before the second and later attempts, ms; after the last the delivery has failed. */
    pausesMs: z.array(z.int().min(0)).default([1000, 2000, 4000, 8000, 16_000]),
  }).prefault({}),
});

export type MatcherConfig = z.output<typeof matcherConfig>;
