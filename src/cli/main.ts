import './thread-pool.ts';
import { Command, CommanderError } from 'commander';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../run/folder.ts';
import { projectVersion } from '../run/versions.ts';
import { exitOf, tellError } from './errors.ts';

// Compiled code is kept, for this program and those that it starts: half of the time until a command begins.
process.env['NODE_COMPILE_CACHE'] ??= join(cacheFolder(), 'code');
enableCompileCache();

/** Every command, loaded when it is wanted: charts and generators take a second that a list of runs need not wait for. */
const commands: Record<string, () => Promise<Command>> = {
  rehearse: async () => (await import('./rehearse.ts')).rehearse(),
  validate: async () => (await import('./validate.ts')).validate(),
  report: async () => (await import('./report.ts')).report(),
  runs: async () => (await import('./runs.ts')).runs(),
  synth: async () => (await import('./synth.ts')).synth(),
  inspect: async () => (await import('./inspect.ts')).inspect(),
  doctor: async () => (await import('./doctor.ts')).doctor(),
  layout: async () => (await import('./layout.ts')).layout(),
};

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
  hotspot inspect print.png                  look at a print, slap or portrait as the matcher sees it

Where \`hotspot\` is not on PATH: npx --no hotspot ...
`);

const named = Object.keys(commands).filter((name) => name === process.argv[2]);
for (const name of named.length > 0 ? named : Object.keys(commands)) program.addCommand(await commands[name]!());
// Subcommands do not inherit exitOverride.
for (const command of program.commands) command.exitOverride().showHelpAfterError('(add --help for its options)');

// A reader that has seen enough, as `head`, is no fault; what is under way goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

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
