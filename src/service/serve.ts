import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { AppError } from '../core/errors.ts';

/** A running service: where it listens and how it ends. */
export interface Service {
  /** Base URL, e.g. `https://127.0.0.1:20101`. */
  url: string;
  /** Stops taking work, finishes what is in hand, closes its files. */
  close(): Promise<void>;
}

/** Writes one JSON line on stderr. */
export type Log = (event: string, fields?: Record<string, unknown>) => void;

/** Longest time a service drains after SIGTERM, ms. */
const drainMs = 10_000;

/**
 * The life of every program of the stack: `node <service>/serve.ts --config FILE` (or `-` for stdin). Checks the configuration, builds,
 * prints one JSON line `{"ready":true,...}` on stdout, logs JSON lines on stderr, drains on SIGTERM or SIGINT,
 * and, with HOTSPOT_LIFELINE set, when its stdin closes: then the process that started it has died.
 * Exits 2 on bad configuration, 1 on our own fault, 0 after a clean end.
 */
export async function serve<S extends z.ZodType>(name: string, schema: S, build: (config: z.output<S>, log: Log) => Promise<Service>): Promise<void> {
  const log: Log = (event, fields = {}) => process.stderr.write(`${JSON.stringify({ service: name, event, ...fields })}\n`);
  try {
    const service = await build(readConfig(name, schema), log);
    const stop = (): void => {
      setTimeout(() => process.exit(1), drainMs).unref();
      service.close().then(() => process.exit(0), (error: unknown) => fail(log, error));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    if (process.env['HOTSPOT_LIFELINE']) process.stdin.resume().once('end', stop);
    process.stdout.write(`${JSON.stringify({ ready: true, service: name, url: service.url, pid: process.pid })}\n`);
  } catch (error) {
    fail(log, error);
  }
}

function fail(log: Log, error: unknown): never {
  if (error instanceof AppError) {
    log('failed', { code: error.code, message: error.message, hint: error.hint });
    process.exit(error.exit);
  }
  log('failed', { code: 'BUG', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exit(1);
}

function readConfig<S extends z.ZodType>(service: string, schema: S): z.output<S> {
  const at = process.argv.indexOf('--config');
  const file = at < 0 ? undefined : process.argv[at + 1];
  let text: unknown;
  try {
    if (!file) throw new Error('no --config');
    text = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    throw new AppError('CONFIG_UNREADABLE', { service, file: file ?? '(none)', reason: error instanceof Error ? error.message : String(error) });
  }
  const result = schema.safeParse(text);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`).join('; ');
    throw new AppError('CONFIG_INVALID', { service, problems });
  }
  return result.data;
}
