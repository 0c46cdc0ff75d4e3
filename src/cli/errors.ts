import { AppError } from '../core/errors.ts';

/** Exit code of our own bugs. */
const bugExit = 1;

/** One clear message: what is wrong, and what to do. A stack trace only for what is our own fault. */
export function tellError(error: unknown): void {
  if (error instanceof AppError) {
    process.stderr.write(`${error.message}\nHint: ${error.hint}\n(${error.code})\n`);
    return;
  }
  process.stderr.write(`This is a bug of Hotspot Rehearsal:\n${error instanceof Error ? error.stack : String(error)}\n`);
}

export function exitOf(error: unknown): number {
  return error instanceof AppError ? error.exit : bugExit;
}
