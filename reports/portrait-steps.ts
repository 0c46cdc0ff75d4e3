import { minutiaColours } from '../src/core/minutia-mark.ts';
import { page } from './html/page.ts';
import { section } from './html/section.ts';
import { facts, picture, step, stepsCss } from './html/steps.ts';
import { markup, type Markup } from './markup.ts';

/** What a page tells of a portrait on its way to a vector. Pictures are WebP. */
export interface PortraitSteps {
  name: string;
  format: string;
  /** px */
  width: number;
  height: number;
  input: Uint8Array;
  /** Null when no face was found. */
  face: {
    /** Middle between the eyes (x, y), their distance, px, and the roll in radians, clockwise. */
    eyes: number[];
    /** Of the crop in the picture: x and y of top left, top right, bottom right, bottom left. */
    corners: number[];
    crop: { width: number; height: number; image: Uint8Array };
    /** One px a component, `across` a row. */
    vector: Uint8Array;
    components: number;
    across: number;
  } | null;
  /** Of the matcher. */
  version: string;
}

/** One portrait and every step to its vector on one page. */
export function portraitSteps(steps: PortraitSteps): string {
  const { name, format, width, height, face, version } = steps;
  const [, , apart = 0, roll = 0] = face?.eyes ?? [];
  return page({ title: `${name}: the steps to its vector`, top: ['Portrait, step by step'], images: '', css: stepsCss },
    markup`<h1>${name}</h1>${facts([
      ['File', format, `${width} x ${height} px`], ['Face', face ? 'found' : 'not found', face ? '' : 'nothing here looks enough like one head that fills a good part of the picture'],
      ...(face ? [['Eyes apart', `${apart.toFixed(0)} px`, ''], ['Roll', `${((roll * 180) / Math.PI).toFixed(1)}°`, 'clockwise'], ['Vector', face.components, 'components of 8 bits']] as [string, string | number, string][] : []),
    ])}`,
    way(steps), `Matcher ${version}.`);
}

function way({ width, height, input, face }: PortraitSteps): Markup {
  const frame = { width, height };
  const look = picture(input, frame, 'input');
  if (!face) return section('steps', 'Steps', 'The search for eyes ended without any; a picture like this is searched with by its fingers alone.', markup`<div class="steps">${step(frame, '1. Input', 'the picture as it came', look, 'As decoded.')}</div>`);
  const [x = 0, y = 0, apart = 0, roll = 0] = face.eyes;
  const eye = (side: number): string => {
    const [ex, ey, arm] = [x + (side * apart * Math.cos(roll)) / 2, y + (side * apart * Math.sin(roll)) / 2, apart * 0.14];
    return `M${(ex - arm).toFixed(1)} ${ey.toFixed(1)}h${(2 * arm).toFixed(1)}m${(-arm).toFixed(1)} ${(-arm).toFixed(1)}v${(2 * arm).toFixed(1)}`;
  };
  const corners = Array.from({ length: 4 }, (_, k) => `${face.corners[2 * k]!.toFixed(1)} ${face.corners[2 * k + 1]!.toFixed(1)}`);
  const rows = face.components / face.across;
  return section('steps', 'Steps', 'From the picture to the numbers that are compared.', markup`<div class="steps">
${step(frame, '1. Input', 'the picture as it came', look, 'As decoded; it is compared in grey.')}
${step(frame, '2. Eyes', 'the eyes found and the part that is cut out', markup`<use href="#input"/><path d="${eye(-1)}${eye(1)}M${corners.join('L')}z" fill="none" stroke="#fff" stroke-opacity=".7" stroke-width="${width / 60}"/><path d="${eye(-1)}${eye(1)}M${corners.join('L')}z" fill="none" stroke="${minutiaColours.bifurcation}" stroke-width="${width / 110}"/>`, 'The eyes found, and what is cut out: brows to chin, cheek to cheek.')}
${step(face.crop, '3. Crop', 'the face upright in grey', picture(face.crop.image, face.crop), `Upright, the eyes at their places: ${face.crop.width} x ${face.crop.height} px.`)}
${step({ width: face.across, height: rows }, '4. Vector', 'the vector as colours', markup`<g class="pixels">${picture(face.vector, { width: face.across, height: rows })}</g>`, 'The numbers that are compared by their dot product; blue below 0, orange above.')}
</div>`);
}
