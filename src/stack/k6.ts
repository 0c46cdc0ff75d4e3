import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { K6Facts } from '../store/run.ts';
import type { Engine } from './engines.ts';
import { RunningProcess } from './process.ts';

const script = join(import.meta.dirname, '..', '..', 'scenarios', 'k6', 'operation.ts');

/** k6 waits for its own teardown and summary after one signal; only then may it be killed, ms. */
const stopMsMax = 190_000;

/** The officers at work. */
export interface Officers {
  pid: number;
  ended: Promise<K6Facts>;
  /** One SIGINT: k6 ends its iterations, writes its summary, exits 105. A second would lose the summary. */
  stop(): Promise<K6Facts>;
}

/**
 * Starts k6 with the operation script. Its environment carries nothing of ours: every K6_* variable would override the script's options,
 * and proxy variables would lead it past the links.
 */
export async function startOfficers(k6: Engine, timelineFile: string, summaryFile: string, logFile: string): Promise<Officers> {
  const running = await RunningProcess.start({
    name: 'k6',
    command: k6.file,
    args: [
      'run', '--quiet', '--no-color', '--log-format=json', '--no-usage-report', '--include-system-env-vars=false',
      '-e', `TIMELINE=${timelineFile}`, '-e', `SUMMARY=${summaryFile}`, script,
    ],
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', K6_AUTO_EXTENSION_RESOLUTION: 'false', K6_NO_USAGE_REPORT: 'true' },
    logFile,
    guarded: true,
    ready: { probe: async () => true },
  });
  const ended = running.ended.then(({ code, signal }): K6Facts => ({ exitCode: code, signal, summary: readSummary(summaryFile) }));
  return {
    pid: running.pid,
    ended,
    stop: async () => {
      running.child.kill('SIGINT');
      const timer = setTimeout(() => running.child.kill('SIGKILL'), stopMsMax);
      const facts = await ended;
      clearTimeout(timer);
      return facts;
    },
  };
}

/** Null when there is none, or half of one: k6 only logs a summary that it could not write. */
function readSummary(file: string): K6Facts['summary'] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as K6Facts['summary'];
  } catch {
    return null;
  }
}
