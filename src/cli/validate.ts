import { Command } from 'commander';
import { existsSync, statSync } from 'node:fs';
import { decodeWsq } from '../../matcher/index.ts';
import { imageCount } from '../../synth/dataset/description.ts';
import { validateDataset } from '../../synth/dataset/validate.ts';
import { systemClock } from '../core/clock.ts';
import { AppError } from '../core/errors.ts';
import { counted } from '../core/words.ts';
import { compile } from '../operation/compile.ts';
import { loadOperation } from '../operation/load.ts';
import { display } from './display.ts';
import { checkPersonFile } from './person-file.ts';
import { formatMs } from './terminal.ts';

/** More problems of a data set than this are counted only. */
const problemsMax = 200;

/** `hotspot validate FILE` or `hotspot validate DIR` */
export function validate(): Command {
  return new Command('validate')
    .description('check an operation file and tell how long a rehearsal will take, or check a data set')
    .argument('<operation>', 'a shipped operation, the path of your own YAML file, or the folder of a data set')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', '\nExamples:\n  hotspot validate my-operation.yaml\n  hotspot validate prints')
    .action(async (name: string, flags: { json?: boolean }) => {
      if (existsSync(name) && statSync(name).isDirectory()) await validateFolder(name, flags.json ?? false);
      else validateOperation(name, flags.json ?? false);
    });
}

function validateOperation(name: string, asJson: boolean): void {
  const plan = compile(loadOperation(name));
  const facts = { operation: plan.operation, rounds: plan.rounds, checks: plan.checks.length, sites: plan.sites.length, devices: plan.devices.length, mates: plan.gallery.mates.length, playMs: plan.playMs };
  if (asJson) process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
  else {
    process.stdout.write(`${plan.title}: valid. ${counted(facts.checks, 'check')} in ${counted(facts.rounds, 'round')}, ${counted(facts.sites, 'site')}, ${counted(facts.devices, 'device')}, ${counted(facts.mates, 'planted mate')}.\n`
      + `A rehearsal plays for about ${formatMs(plan.playMs)}, after the images are prepared (made once, then cached).\n`);
  }
}

/** @throws AppError DATASET_INVALID */
async function validateFolder(folder: string, asJson: boolean): Promise<void> {
  const shown = display(systemClock);
  const { description, files, problems } = await validateDataset(folder, { decodeWsq, checkPersonFile }, (done, total) => shown.step('files', done, total));
  shown.end();
  if (description === null || problems.length > 0) {
    const told = problems.slice(0, problemsMax).map((problem) => `  ${problem}`);
    const rest = problems.length - told.length;
    throw new AppError('DATASET_INVALID', { folder, count: problems.length, problems: [...told, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n') });
  }
  const { parameters, digest } = description;
  const images = imageCount(parameters);
  if (asJson) process.stdout.write(`${JSON.stringify({ folder, people: parameters.people, images, files, digest }, null, 2)}\n`);
  else process.stdout.write(`${folder}: valid. ${counted(parameters.people, 'person', 'people')}, ${counted(images, 'image')}, ${counted(files, 'file')}, digest ${digest!.slice(0, 12)}.\n`);
}
