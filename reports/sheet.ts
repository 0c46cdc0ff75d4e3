import { isSlap, pressesOf, type CaptureKind, type Press } from '../src/core/platen.ts';
import { counted } from '../src/core/words.ts';
import { minutiaKey } from './html/print-figure.ts';
import { page } from './html/page.ts';
import { markup } from './markup.ts';
import { whole } from './units.ts';

/** What the page of a data set tells of it. */
export interface SheetSet {
  generator: { hotspot: string; synth: string };
  parameters: { seed: number; people: number; fap: number; capture: CaptureKind; fingers: number[]; impressions: number; faces: number; preset: string; format: string };
}

/** A person of it. */
export interface SheetPerson {
  person: number;
  familyName: string;
  givenName: string;
  sex: string;
  birthDate: string;
  nationality: string;
  documentNumber: string;
  /** Path of the contact sheet, relative to the page. */
  sheet: string;
}

const css = `
.sheets{margin-top:8px}
.sheets article{border-top:1px solid var(--rule);padding:20px 0 24px}
.sheets h3{margin:0}
.sheets .scroll img{display:block;max-width:max(100%,680px);height:auto;background:#fff}
`;

/** sheet.html: the first people of a data set, their images under the ground truth. */
export function sheetPage({ generator, parameters }: SheetSet, people: SheetPerson[]): string {
  const { capture, fingers, impressions, faces, preset, format, seed } = parameters;
  const presses = pressesOf(parameters);
  const images = parameters.people * (presses.length * impressions + faces);
  const figures: [name: string, value: string, words: string][] = [
    ['People', whole(parameters.people), ''], ['Images', whole(images), ''],
    fingers.length === 0 ? ['A person', counted(faces, 'face'), ''] : ['A person', `${presses.length * impressions} + ${faces}`, `${counted(presses.length, presses.some(isSlap) ? 'slap' : 'finger')}, ${counted(impressions, 'impression')} each, and ${counted(faces, 'face')}`],
    ['Preset', preset, ''], ['Prints', fingers.length > 0 ? format.toUpperCase() : 'none', fingers.length > 0 ? `${capture === 'rolled' ? 'rolled, ' : ''}500 ppi` : ''], ['Seed', String(seed), ''],
  ];
  const cards = people.map(({ person, familyName, givenName, sex, birthDate, nationality, documentNumber, sheet }) => markup`<article id="p${person}"><h3>${person}. <bdi>${givenName} ${familyName}</bdi></h3>
<p class="muted">${sex}, born ${birthDate}, ${nationality}, document ${documentNumber}</p>
<div class="scroll"><a href="${sheet}"><img src="${sheet}" alt="all images of person ${person} with their ground truth" loading="lazy"></a></div></article>
`);
  return page({ title: `Data set of ${counted(parameters.people, 'person', 'people')}, seed ${seed}`, top: ['Data set', 'SPECIMEN: nobody here exists'], images: " 'self' file:", css },
    markup`<h1>${counted(parameters.people, 'synthetic person', 'synthetic people')}</h1>
<dl class="figures">${figures.map(([name, value, words]) => markup`<div><dt>${name}</dt><dd>${value}<small class="muted">${words}</small></dd></div>`)}</dl>`,
    markup`<section><h2>${people.length < parameters.people ? `The first ${people.length}` : 'All of them'}</h2>
<p class="lead">${columnsOf(presses)} A sheet opens at its full size.</p>
${fingers.length > 0 ? minutiaKey() : null}<div class="sheets">${cards}</div></section>`,
    `All people, prints and faces are synthetic. Generator: hotspot ${generator.hotspot}, synth ${generator.synth}. How it is read and made again: README.md.`);
}

/** What the columns of a sheet are. */
function columnsOf(presses: readonly Press[]): string {
  if (presses.length === 0) return 'Captures of each face.';
  const slaps = presses.filter(isSlap).map(({ position, label }) => `${position} ${label}`);
  return `Columns are ${slaps.length > 0 ? `slaps (${slaps.join(', ')})` : 'finger positions (1 to 5 right hand, 6 to 10 left, thumbs first)'}, rows are impressions; faces stand below.`;
}
