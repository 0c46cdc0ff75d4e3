import './thread-pool.ts';
import { Command, CommanderError } from 'commander';
import { projectVersion } from '../run/versions.ts';
import { doctor } from './doctor.ts';
import { exitOf, tellError } from './errors.ts';
import { inspect } from './inspect.ts';
import { layout } from './layout.ts';
import { rehearse } from './rehearse.ts';
import { report } from './report.ts';
import { runs } from './runs.ts';
import { synth } from './synth.ts';
import { validate } from './validate.ts';

const program = new Command('hotspot')
  .description('Rehearses a mobile biometric deployment before it happens: does every crosscheck come back, right, within 20 seconds?')
  .version(projectVersion())
  .exitOverride()
  .showHelpAfterError('(hotspot --help lists the commands)')
  .addHelpText('after', `
Examples:
  hotspot rehearse slovenia-2021             rehearse a shipped operation on the full stack
  hotspot rehearse my-operation.yaml --json  rehearse your own file, for a script
  hotspot validate my-operation.yaml         check a file and see how long a rehearsal takes
  hotspot runs                               list past runs
  hotspot report slovenia-2021-20260101T120000  draw a past run again
  hotspot synth --people 100 --out prints    make a data set of synthetic prints and faces
  hotspot inspect person:17                  look at a synthetic person
  hotspot inspect print.png                  look at a print or a portrait as the matcher sees it

Where \`hotspot\` is not on PATH: npx --no hotspot ...
`);

for (const command of [rehearse, validate, report, runs, synth, inspect, doctor, layout]) program.addCommand(command());
// Subcommands do not inherit exitOverride.
for (const command of program.commands) command.exitOverride().showHelpAfterError('(add --help for its options)');

try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    tellError(error);
    process.exitCode = exitOf(error);
  }
}
