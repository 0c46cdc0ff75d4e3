import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Which part of everyone a matcher holds: part `index` of `count`, from 0. */
export const shardConfig = z.strictObject({ index: z.int().min(0), count: z.int().min(1).max(256) })
  .refine(({ index, count }) => index < count, 'index is below count')
  .default({ index: 0, count: 1 });

export type Shard = z.output<typeof shardConfig>;

/** The part that a person belongs to, whoever else is enrolled: the first four bytes of SHA-256 of the personId, modulo `count`. */
export function shardOf(personId: string, count: number): number {
  return createHash('sha256').update(personId).digest().readUInt32BE(0) % count;
}

/** `1/3`: the second of three. */
export function formatShard({ index, count }: Shard): string {
  return `${index}/${count}`;
}
