import { verdictExit } from '../core/verdict.ts';

/** The first Ctrl-C (or SIGTERM) ends the work cleanly and keeps what there is; the second ends at once. @param words what the first one brings about */
export function interruptSignal(words: string): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(verdictExit.INVALID);
      process.stderr.write(`\nEnding: ${words}. Once more to end at once.\n`);
      controller.abort();
    });
  }
  return controller.signal;
}
