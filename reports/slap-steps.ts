import { finger } from '../src/core/fingers.ts';
import { minutiaColours, minutiaPath } from '../src/core/minutia-mark.ts';
import { page } from './html/page.ts';
import { minutiaKey, printFigure, type ShownPrint } from './html/print-figure.ts';
import { section } from './html/section.ts';
import { facts, picture, step, stepsCss } from './html/steps.ts';
import { markup, type Markup } from './markup.ts';

/** What a page tells of a slap and the fingers cut from it. Pictures are WebP. */
export interface SlapSteps {
  name: string;
  format: string;
  /** px */
  width: number;
  height: number;
  /** What it was taken for. */
  label: string;
  input: Uint8Array;
  /** From the left. */
  fingers: SlapFinger[];
  /** Of the matcher. */
  version: string;
}

/** Minutiae in px of its image. */
interface SlapFinger extends ShownPrint {
  fgp: number;
  /** Of its image in the slap, px: x and y of top left, top right, bottom right, bottom left. */
  corners: number[];
  /** Degrees clockwise. */
  turnDeg: number;
}

/** Of the mark of a finger in the slap, px. */
const textPx = 44;

const css = `
.slap .steps{grid-template-columns:minmax(0,1fr)}
.fingers{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:30px 28px}
.fingers figure{margin:0}
@media (max-width:760px){.fingers{grid-template-columns:repeat(2,minmax(0,1fr))}}
`;

/** One slap, where its fingers lie, and the minutiae of each, on one page. */
export function slapSteps(slap: SlapSteps): string {
  const { name, format, width, height, label, fingers, version } = slap;
  return page({ title: `${name}: the fingers of the slap`, top: ['Slap, finger by finger'], images: '', css: stepsCss + css },
    markup`<h1>${name}</h1>${facts([
      ['File', format, `${width} x ${height} px`], ['Slap', label, 'as told'], ['Fingers', fingers.length, ''],
      ['Minutiae', fingers.reduce((sum, { minutiae }) => sum + minutiae.length, 0), 'of all fingers'],
    ])}`,
    [whole(slap), single(fingers)], `Matcher ${version}. Lengths in px of 500 ppi.`);
}

function whole({ width, height, input, fingers }: SlapSteps): Markup {
  return section('slap', 'Fingers', 'Where each finger was found: from its tip to the first crease.',
    markup`<div class="slap">${step({ width, height }, 'The slap', `the slap with ${fingers.length} fingers`, [picture(input, { width, height }), fingers.map(place)], 'Boxes stand as the fingers do; what lies below them is not looked at.')}${minutiaKey()}</div>`);
}

/** A finger's box, its name and its minutiae, laid where they are in the slap. */
function place({ fgp, corners, turnDeg, width, height, minutiae }: SlapFinger): Markup {
  const [x = 0, y = 0] = corners;
  const of = (wanted: keyof typeof minutiaColours): string => minutiae.filter(({ type }) => type === wanted).map((minutia) => minutiaPath(minutia, 5, 15)).join('');
  const paths = Object.entries(minutiaColours).map(([type, colour]) => markup`<path d="${of(type as keyof typeof minutiaColours)}" stroke="${colour}"/>`);
  return markup`<g transform="translate(${x} ${y}) rotate(${turnDeg})" fill="none" stroke-width="2.4"><rect width="${width}" height="${height}" stroke="#009e73" stroke-width="5"/>${paths}
<text x="${width / 2}" y="-14" text-anchor="middle" font-size="${textPx}" fill="#00664b" stroke="#fff" stroke-width="8" paint-order="stroke">${finger(fgp).label}</text></g>`;
}

function single(fingers: SlapFinger[]): Markup {
  return section('fingers', 'One by one', 'Each finger upright, as it is compared.', markup`<div class="fingers">
${fingers.map((print) => printFigure(print, `the ${finger(print.fgp).label}`, markup`<b>${finger(print.fgp).label}</b>${print.minutiae.length} minutiae, ${print.width} x ${print.height} px, turned ${print.turnDeg}°`))}</div>`);
}
