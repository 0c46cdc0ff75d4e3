import { finger } from '../src/core/fingers.ts';
import { counted } from '../src/core/words.ts';
import { page } from './html/page.ts';
import { faceFigure, minutiaKey, printFigure, type ShownFace, type ShownPrint } from './html/print-figure.ts';
import { section } from './html/section.ts';
import { markup, type Markup, type Part } from './markup.ts';

/** A synthetic person as the page shows them. */
export interface PersonPage {
  seed: number;
  number: number;
  familyName: string;
  givenName: string;
  sex: string;
  birthDate: string;
  nationality: string;
  /** Locale of the names. */
  locale: string;
  documentNumber: string;
  /** Of the skin, as data sets have it. */
  condition: string;
  /** Ten fingers, each under every preset, the easiest first. */
  fingers: { fgp: number; prints: (ShownPrint & Look)[] }[];
  /** One finger under every condition of the skin. */
  skin: { fgp: number; preset: string; prints: (ShownPrint & Look)[] };
  /** Under every preset, the easiest first. */
  faces: (ShownFace & Look)[];
  generator: { hotspot: string; synth: string };
}

/** What an image was taken under. */
interface Look {
  name: string;
  /** For readers; empty where the name says it. */
  shows: string;
}

const css = `
.person{display:grid;grid-template-columns:200px 1fr;grid-template-rows:auto 1fr;gap:24px 36px;align-items:start;margin-top:24px}
.person h1{font-size:clamp(24px,3.2vw,36px);line-height:1.15;font-weight:650;letter-spacing:-.015em}
.person figure{margin:0;grid-row:1/3}.person figcaption,.person .marks{display:none}
.person .facts{grid-column:2;grid-template-columns:repeat(3,1fr);gap:14px 24px;margin:0}
.person .facts dd{font-size:16px}
.specimen{color:var(--limit);font-size:13px;font-weight:750;letter-spacing:.09em}
.switch{display:inline-flex;gap:8px;align-items:center;font-size:14px;margin-top:14px;cursor:pointer}
body:has(#marks:not(:checked)) .marks{display:none}
.hand{display:grid;grid-template-columns:repeat(5,1fr);gap:16px 14px}
.trios{display:grid;grid-template-columns:1fr 1fr;gap:8px 40px}
.trio{display:grid;gap:10px}
.trio h3{grid-column:1/-1;margin:18px 0 0}
.row{display:grid;gap:16px 14px}
.plate svg{overflow:hidden}
.hand figure,.trio figure,.row figure{margin:0;min-width:0}
figcaption b{display:block;font-weight:600;color:var(--ink)}
@media (max-width:760px){
.person{grid-template-columns:104px 1fr;gap:16px}
.person figure{grid-row:1}
.person .facts{grid-column:1/-1;grid-template-columns:1fr 1fr}
.hand{grid-template-columns:1fr 1fr}
.trios{grid-template-columns:1fr}
.row{grid-template-columns:1fr 1fr!important}
}
`;

/** Everything about one person on one page: biography, fingers, faces, with their ground truth. */
export function personPage(person: PersonPage): string {
  return page({ title: `${person.givenName} ${person.familyName}, person ${person.number} of seed ${person.seed}`, top: [`Person ${person.number} of seed ${person.seed}`], images: '', css },
    biography(person), [tenFingers(person), underPresets(person), skin(person), faces(person)],
    `All people, prints and faces are synthetic. Generator: hotspot ${person.generator.hotspot}, synth ${person.generator.synth}. Made again by: hotspot inspect person:${person.number} --seed ${person.seed}`);
}

function biography({ familyName, givenName, sex, birthDate, nationality, locale, documentNumber, condition, faces }: PersonPage): Markup {
  const facts: [string, string][] = [['Sex', sex], ['Born', birthDate], ['Nationality', nationality], ['Document', documentNumber], ['Names', `locale ${locale}`], ['Skin in data sets', condition]];
  return markup`<div class="person">${faceFigure(faces[0]!, 'portrait', '')}<div><div class="specimen">SPECIMEN</div><h1><bdi>${givenName} ${familyName}</bdi></h1>
<p class="muted">Made up: no such person exists.</p></div>
<dl class="facts">${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div>`;
}

function tenFingers({ fingers }: PersonPage): Markup {
  const hand = (from: number, words: string): Part => {
    const figures = fingers.filter(({ fgp }) => fgp > from && fgp <= from + 5).map(({ fgp, prints: [print] }) => printFigure(print!, `${finger(fgp).label} with its minutiae`, [markup`<b>${capitalised(finger(fgp).label)}</b>`, minutiaCount(print!)]));
    return markup`<h3>${words}</h3><div class="hand">${figures}</div>`;
  };
  return section('fingers', 'Ten fingers', 'As taken under supervision, with every true minutia inside the contact area.', minutiaKey(),
    markup`<label class="switch"><input type="checkbox" id="marks" checked> show the ground truth on all images</label>`, hand(0, 'Right hand'), hand(5, 'Left hand'));
}

function minutiaCount({ minutiae }: ShownPrint): string {
  const endings = minutiae.filter((minutia) => minutia.type === 'ending').length;
  return `${counted(endings, 'ending')}, ${counted(minutiae.length - endings, 'fork')}`;
}

function underPresets({ fingers }: PersonPage): Markup {
  const names = fingers[0]!.prints.map(({ name, shows }) => `${name}: ${shows}`).join('; ');
  return section('presets', 'The same fingers under each preset', `${capitalised(names)}. The number counts the minutiae inside the contact area.`,
    markup`<div class="trios">${fingers.map(({ fgp, prints }) => markup`<div class="trio" style="grid-template-columns:repeat(${prints.length},1fr)"><h3>${capitalised(finger(fgp).label)}</h3>${prints.map((print) => printFigure(print, `${finger(fgp).label}, ${print.name}`, [print.name, `, ${print.minutiae.length}`]))}</div>`)}</div>`);
}

function skin({ skin: { fgp, preset, prints } }: PersonPage): Markup {
  return section('skin', 'The same finger, other skin', `The ${finger(fgp).label} under the ${preset} preset: same pressure and place, other condition.`,
    row(prints.map((print) => printFigure(print, `${finger(fgp).label}, ${print.name} skin`, print.name))));
}

function faces({ faces: shown }: PersonPage): Markup {
  return section('faces', 'The face under each preset', 'With the centres of the eyes, and the box from hairline to chin.',
    row(shown.map((face) => faceFigure(face, `face, ${face.name}`, [markup`<b>${capitalised(face.name)}</b>`, face.shows]))));
}

function row(figures: Markup[]): Markup {
  return markup`<div class="row" style="grid-template-columns:repeat(${figures.length},1fr)">${figures}</div>`;
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
