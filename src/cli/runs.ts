import { Command } from 'commander';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runsFolder } from '../run/folder.ts';
import { readRun } from '../store/reader.ts';

interface Line {
  runId: string;
  startedAt: string | null;
  verdict: string;
  sentence: string;
}

/** `hotspot runs` */
export function runs(): Command {
  return new Command('runs')
    .description('list past runs, newest first')
    .option('--json', 'print the list as JSON')
    .addHelpText('after', '\nExample:\n  hotspot runs --json')
    .action((flags: { json?: boolean }) => {
      const folder = runsFolder();
      const lines = (existsSync(folder) ? readdirSync(folder) : []).filter((runId) => existsSync(join(folder, runId, 'run.sqlite'))).map((runId) => lineOf(folder, runId))
        .sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? '') || a.runId.localeCompare(b.runId));
      if (flags.json) process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
      else if (lines.length === 0) process.stdout.write(`no runs yet in ${folder}\n`);
      else for (const line of lines) process.stdout.write(`${line.runId.padEnd(44)} ${line.sentence}\n`);
    });
}

/** A damaged store does not hide the others: its line says so. */
function lineOf(folder: string, runId: string): Line {
  try {
    const { startedAt, verdict } = readRun(join(folder, runId, 'run.sqlite'));
    return { runId, startedAt, verdict: verdict?.word ?? 'NONE', sentence: verdict?.sentence ?? 'not judged (hotspot report judges it)' };
  } catch (error) {
    return { runId, startedAt: null, verdict: 'CORRUPT', sentence: error instanceof Error ? error.message : String(error) };
  }
}
