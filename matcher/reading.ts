import type { z } from 'zod';
import { toProbe } from './probe.ts';
import { Refusal } from './refusal.ts';
import { identifyRequest, problemsOf, type IdentifyQuery } from './request.ts';
import type { Search } from './searches.ts';

/** @throws Refusal missing-parameter, schema */
export function readQuery<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const query = schema.safeParse(given);
  if (query.success) return query.data;
  const missing = (given as Record<string, unknown>)['transactionId'] === undefined;
  throw missing ? new Refusal('missing-parameter', 'transactionId') : new Refusal('schema', problemsOf(query.error));
}

/**
 * The JSON of a body as a schema has it.
 * @throws Refusal bad-json, schema
 */
export function readBody<S extends z.ZodType>(schema: S, body: Uint8Array): z.output<S> {
  const read = schema.safeParse(parseJson(body));
  if (!read.success) throw new Refusal('schema', problemsOf(read.error));
  return read.data;
}

/**
 * What an identify call asks for.
 * @throws Refusal bad-json, schema, no-usable-biometric, undecodable
 */
export function readSearch({ maxNbCand, threshold }: IdentifyQuery, body: Uint8Array): Search {
  return { ...toProbe(readBody(identifyRequest, body)), maxCandidates: maxNbCand, threshold };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new Refusal('bad-json', '', { cause });
  }
}
