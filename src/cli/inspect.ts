import { Command, Option } from 'commander';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import sharp from 'sharp';
import { conditionOf, fapDefault, personOf } from '../../synth/dataset/parameters.ts';
import { captureFace } from '../../synth/dataset/person.ts';
import { presetNames, presets } from '../../synth/dataset/presets.ts';
import { makePrint, type Face, type FaceRequest, type PrintRequest } from '../../synth/native.ts';
import { personPage, type PersonPage } from '../../reports/person.ts';
import { systemClock } from '../core/clock.ts';
import { AppError } from '../core/errors.ts';
import { fingers } from '../core/fingers.ts';
import { platens } from '../core/platen.ts';
import { addonDigest, projectVersion } from '../run/versions.ts';
import { display } from './display.ts';
import { imagePage, kinds, type Kind } from './inspect-image.ts';
import { numberWithin, wholeNumber } from './numbers.ts';
import { dpiMax, dpiMin } from '../../matcher/picture-file.ts';

const conditions: PrintRequest['condition'][] = ['normal', 'dry', 'wet', 'worn', 'scarred'];
/** The right index shows the conditions. */
const skinFgp = 2;
const skinPreset = 'field';
/** Of images on the page. */
const webpQuality = 80;

const facesShow: Record<FaceRequest['preset'], string> = { portrait: 'a document', mild: 'a patient officer', field: 'a handheld at work', hard: 'strong pose and noise' };

interface Flags {
  seed: number;
  as?: Kind;
  dpi?: number;
  out?: string;
}

/** `hotspot inspect person:NUMBER` and `hotspot inspect IMAGE` */
export function inspect(): Command {
  return new Command('inspect')
    .description('look at a print, a slap or a portrait as the matcher sees it, step by step; or at a synthetic person')
    .argument('<what>', 'image file (WSQ, PNG, JPEG, TIFF, BMP), or person:NUMBER, numbered as in a data set')
    .addOption(new Option('--as <kind>', 'what an image shows (default: a face where it has colour)').choices(kinds))
    .option('--dpi <n>', 'resolution of a print (default: as the file says, else 500)', numberWithin(dpiMin, dpiMax))
    .option('--seed <n>', 'seed of the people', wholeNumber, 1)
    .option('--out <file>', 'the page (default: IMAGE.html or person-NUMBER.html here)')
    .option('--no-color', 'no colours')
    .addHelpText('after', '\nExamples:\n  hotspot inspect prints/p3/f2-1.png --out steps.html\n  hotspot inspect hand.wsq --as left-slap\n  hotspot inspect person:17 --seed 1 --out person.html')
    .action(async (what: string, { seed, as, dpi, out }: Flags) => {
      const number = Number(/^person:(\d{1,15})$/.exec(what)?.[1]);
      const isPerson = Number.isSafeInteger(number);
      if (!isPerson && !existsSync(what)) throw new AppError('INSPECT_UNKNOWN', { name: what });
      const file = out ?? (isPerson ? `person-${number}.html` : `${basename(what, extname(what))}.html`);
      const steps = isPerson ? null : await imagePage(what, as ?? null, dpi ?? null);
      const page = openPage(file);
      writeFileSync(page, steps ?? personPage(await showPerson(seed, number)));
      closeSync(page);
      process.stdout.write(`${file}\n`);
    });
}

/** Before a person is drawn. @throws AppError PAGE_UNWRITABLE */
function openPage(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (cause) {
    throw new AppError('PAGE_UNWRITABLE', { file, reason: (cause as Error).message }, { cause });
  }
}

async function showPerson(seed: number, number: number): Promise<PersonPage> {
  const person = personOf(seed, number);
  const condition = conditionOf(seed, number);
  const shown = display(systemClock);
  const facePresets = Object.keys(facesShow) as FaceRequest['preset'][];
  const total = fingers.length * presetNames.length + conditions.length + facePresets.length;
  let done = 0;
  const told = async <T>(image: Promise<T>): Promise<T> => {
    const made = await image;
    shown.step('images', done += 1, total);
    return made;
  };
  const printOf = (fgp: number, preset: PrintRequest['preset'], skin: PrintRequest['condition']): ReturnType<typeof showPrint> =>
    told(showPrint({ seed, person: number, finger: fgp, impression: 1, preset, condition: skin, ...platens[fapDefault]! }));
  shown.step('images', 0, total);
  return {
    ...person,
    seed, number, condition,
    fingers: await Promise.all(fingers.map(async ({ fgp }) => ({
      fgp, prints: await Promise.all(presetNames.map(async (preset) => ({ ...await printOf(fgp, preset, condition), name: preset, shows: presets[preset].shows }))),
    }))),
    skin: { fgp: skinFgp, preset: skinPreset, prints: await Promise.all(conditions.map(async (skin) => ({ ...await printOf(skinFgp, skinPreset, skin), name: skin, shows: '' }))) },
    faces: await Promise.all(facePresets.map(async (preset) => ({ ...await told(captureFace(person, preset, 1).then(showFace)), name: preset, shows: facesShow[preset] }))),
    generator: { hotspot: projectVersion(), synth: addonDigest('synth') },
  };
}

async function showPrint(request: PrintRequest): Promise<Omit<PersonPage['fingers'][number]['prints'][number], 'name' | 'shows'>> {
  const { pixels, ...print } = await makePrint(request);
  return { ...print, image: await sharp(pixels, { raw: { width: print.width, height: print.height, channels: 1 } }).webp({ quality: webpQuality }).toBuffer() };
}

async function showFace({ rgb, ...face }: Face): Promise<Omit<PersonPage['faces'][number], 'name' | 'shows'>> {
  return { ...face, image: await sharp(rgb, { raw: { width: face.width, height: face.height, channels: 3 } }).webp({ quality: webpQuality }).toBuffer() };
}
