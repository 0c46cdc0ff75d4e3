import { Command, InvalidArgumentError, Option } from 'commander';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import type { Preset } from '../../synth/native.ts';
import { imageCount } from '../../synth/dataset/description.ts';
import { pageFile } from '../../synth/dataset/layout.ts';
import { makeDataset } from '../../synth/dataset/make.ts';
import { fapDefault, imageFormats, peopleMax, type ImageFormat } from '../../synth/dataset/parameters.ts';
import { presetNames } from '../../synth/dataset/presets.ts';
import { sheetPage } from '../../reports/sheet.ts';
import { systemClock } from '../core/clock.ts';
import { AppError } from '../core/errors.ts';
import { captureKinds, isWide, platens, type CaptureKind } from '../core/platen.ts';
import { counted } from '../core/words.ts';
import { addonDigest, projectVersion } from '../run/versions.ts';
import { display } from './display.ts';
import { interruptSignal } from './interrupt.ts';
import { numberWithin, wholeNumber } from './numbers.ts';
import { packPerson } from './person-file.ts';

interface Flags {
  people: number;
  fap: string;
  capture: CaptureKind;
  fingers: number[];
  impressions: number;
  faces: number;
  preset: Preset;
  format: ImageFormat;
  seed: number;
  out: string;
  force?: boolean;
  threads: number;
  json?: boolean;
}

/** Names of files have room for this many impressions; a contact sheet too. */
const capturesMax = 99;
const threadsMax = 128;

/** `hotspot synth` */
export function synth(): Command {
  return new Command('synth')
    .description('make a data set of synthetic people: prints and faces with their ground truth')
    .requiredOption('--out <dir>', 'folder of the data set: a new one, or one to go on with')
    .option('--people <n>', 'how many people', numberWithin(1, peopleMax), 10)
    .addOption(new Option('--fap <profile>', 'Fingerprint Acquisition Profile: to 30 one finger at a time, 45 two, 50 and 60 slaps of four').choices(Object.keys(platens)).default(String(fapDefault)))
    .addOption(new Option('--capture <kind>', 'rolled: fingers one by one from nail to nail, FAP 45 and up').choices(captureKinds).default('plain'))
    .addOption(new Option('--fingers <list>', 'finger positions, as in 1-10 or 2,7; none for faces alone').argParser(readFingers).default(readFingers('1-10'), '1-10'))
    .option('--impressions <n>', 'impressions of each finger', numberWithin(1, capturesMax), 4)
    .option('--faces <n>', 'captures of each face', numberWithin(0, capturesMax), 1)
    .addOption(new Option('--preset <name>', 'how hard the images are').choices(presetNames).default('field'))
    .addOption(new Option('--format <name>', 'coding of the prints').choices(imageFormats).default('png'))
    .option('--seed <n>', 'seed of people and images', wholeNumber, 1)
    .option('--threads <n>', 'people made side by side', numberWithin(1, threadsMax), availableParallelism())
    .option('--force', 'replace another data set that stands in the folder')
    .option('--json', 'print the result as one JSON object')
    .option('--no-color', 'no colours')
    .addHelpText('after', '\nThe same parameters give the same bytes. Ctrl-C keeps the people who are whole (exit 4); the same command then goes on.\n\nExample:\n  hotspot synth --people 100 --impressions 4 --preset field --seed 1 --out prints')
    .action(async ({ people, fap, capture, fingers, impressions, faces, preset, format, seed, out, force = false, threads, json }: Flags) => {
      if (fingers.length === 0 && faces === 0) throw new AppError('DATASET_NOTHING');
      if (capture === 'rolled' && !isWide(Number(fap))) throw new AppError('DATASET_ROLLED_ROOM', { fap });
      if (preset === 'latent' && isWide(Number(fap))) throw new AppError('DATASET_LATENT_SLAP', { fap });
      const shown = display(systemClock);
      const { generator, parameters, digest } = await makeDataset({
        folder: out, parameters: { seed, people, fap: Number(fap), capture, fingers, impressions, faces, preset, format }, generator: { hotspot: projectVersion(), synth: addonDigest('synth') },
        force, threads, pack: packPerson, drawPage: sheetPage, onImage: (done, total) => shown.step('images', done, total), signal: interruptSignal('the people who are whole are kept'),
      });
      shown.end();
      if (json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, folder: out, images: imageCount(parameters), generator, parameters, digest }, null, 2)}\n`);
      else process.stdout.write(`${counted(people, 'person', 'people')}, ${counted(imageCount(parameters), 'image')} in ${out}, digest ${digest!.slice(0, 12)}.\nTo look at it: ${relative(process.cwd(), `${out}/${pageFile}`)}\n`);
    });
}

/** Positions of a list such as `1-10` or `2,7`, ascending, each once. */
function readFingers(text: string): number[] {
  if (text === 'none') return [];
  const fingers = text.split(',').flatMap((part) => {
    const [, from, to] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(part.trim()) ?? [];
    const [first, last] = [Number(from), Number(to ?? from)];
    if (!(first >= 1 && first <= last && last <= 10)) throw new InvalidArgumentError(`"${text}" is not a list of finger positions, 1 to 10.`);
    return Array.from({ length: last - first + 1 }, (_, k) => first + k);
  });
  return [...new Set(fingers)].sort((a, b) => a - b);
}
