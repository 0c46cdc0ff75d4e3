import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runsFolder } from '../run/folder.ts';
import { judged } from '../run/rehearse.ts';
import { summaryOf } from '../../reports/json.ts';
import { writeReports } from '../../reports/write.ts';

/** `hotspot report RUN` */
export function report(): Command {
  return new Command('report')
    .description('judge a past run again and draw its report')
    .argument('<run>', 'id of a run (hotspot runs lists them), or its folder')
    .option('--json', 'print the result as one JSON object (schema: reports/schema.json)')
    .addHelpText('after', '\nExample:\n  hotspot report slovenia-2021-20260101T120000')
    .action(async (name: string, flags: { json?: boolean }) => {
      const runDir = existsSync(join(name, 'run.sqlite')) ? name : join(runsFolder(), name);
      const { run, verdict } = judged(join(runDir, 'run.sqlite'));
      const paths = await writeReports(runDir);
      if (flags.json) process.stdout.write(`${JSON.stringify(summaryOf(run, verdict, runDir), null, 2)}\n`);
      else process.stdout.write(`${verdict.sentence}\nReport: ${relative(process.cwd(), paths.html)}\n`);
    });
}
