import { Command } from 'commander';
import { counted } from '../core/words.ts';
import { compile } from '../operation/compile.ts';
import { loadOperation } from '../operation/load.ts';
import { formatMs } from './terminal.ts';

/** `hotspot validate FILE` */
export function validate(): Command {
  return new Command('validate')
    .description('check an operation file and tell how long a rehearsal will take')
    .argument('<operation>', 'a shipped operation, or the path of your own YAML file')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', '\nExample:\n  hotspot validate my-operation.yaml')
    .action((name: string, flags: { json?: boolean }) => {
      const plan = compile(loadOperation(name));
      const facts = { operation: plan.operation, rounds: plan.rounds, checks: plan.checks.length, sites: plan.sites.length, devices: plan.devices.length, mates: plan.gallery.mates.length, playMs: plan.playMs };
      if (flags.json) process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
      else {
        process.stdout.write(`${plan.title}: valid. ${counted(facts.checks, 'check')} in ${counted(facts.rounds, 'round')}, ${counted(facts.sites, 'site')}, ${counted(facts.devices, 'device')}, ${counted(facts.mates, 'planted mate')}.\n`
          + `A rehearsal plays for about ${formatMs(plan.playMs)}, after the images are prepared (made once, then cached).\n`);
      }
    });
}
