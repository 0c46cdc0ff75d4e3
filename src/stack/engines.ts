import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { AppError } from '../core/errors.ts';

const { findEngine } = createRequire(import.meta.url)('../../bin/setup.cjs') as { findEngine(name: EngineName): string | null };

export type EngineName = 'k6' | 'toxiproxy-server';

export interface Engine {
  name: EngineName;
  file: string;
  version: string;
  /** SHA-256 of the binary: a Toxiproxy built by `go install` calls itself "git". */
  digest: string;
}

/**
 * An engine that is new enough: the one that K6_BIN or TOXIPROXY_BIN names, else that of .tools/bin, else one on PATH.
 * @throws AppError ENGINE_MISSING
 */
export function engine(name: EngineName): Engine {
  const file = findEngine(name);
  if (!file) throw new AppError('ENGINE_MISSING', { name });
  const printed = execFileSync(file, [name === 'k6' ? 'version' : '-version'], { encoding: 'utf8' }).trim();
  return { name, file, version: /v?(\d+\.\d+\.\d+|git)/.exec(printed)?.[1] ?? printed, digest: createHash('sha256').update(readFileSync(file)).digest('hex') };
}
