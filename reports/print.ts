import { counted } from '../src/core/words.ts';
import { minutiaColours, minutiaPath } from '../src/core/minutia-mark.ts';
import { page } from './html/page.ts';
import { minutiaKey, printFigure } from './html/print-figure.ts';
import { markup, type Markup, type Part } from './markup.ts';

/** What the extractor found, as far as the page draws it; the matcher's facade says what the bytes mean. */
interface Steps {
  width: number;
  height: number;
  gridWidth: number;
  gridHeight: number;
  cell: number;
  scale: number;
  orientation: Uint8Array;
  coherence: Uint8Array;
  period: Uint8Array;
  mask: Uint8Array;
  minutiae: { x: number; y: number; direction: number; type: keyof typeof minutiaColours; quality: number }[];
}

/** A print as its page shows it. */
export interface PrintPage {
  file: string;
  /** Of extractor and matcher. */
  version: string;
  ppi: number;
  /** px of the file. */
  width: number;
  height: number;
  /** WebP. */
  image: Uint8Array;
  steps: Steps;
  /** WebP, by px or by cell of the working resolution. */
  pictures: Record<'print' | 'period' | 'mask' | 'amplitude' | 'phase', Uint8Array>;
}

const workPpi = 500;
/** Ends of the period's scale, px at 500 ppi. */
const periodPx = { min: 6.75, max: 15.75 };
/** A stroke of the orientation for every so many cells each way, and half its length, cells. */
const stroke = { every: 3, half: 1.1 };
const percent = (share: number): string => `${Math.round(100 * share)} %`;

const css = `
.print{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,7fr);gap:32px 44px;align-items:start;margin-top:20px}
.print figure{margin:0}.print figcaption{display:none}
.print .facts{grid-template-columns:repeat(2,1fr);gap:14px 24px;margin:22px 0 0}
.print .facts dd{font-size:17px}
.steps{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:28px 24px;margin-top:18px}
.steps figure{margin:0}.steps svg{display:block;width:100%;height:auto;background:#fff}
figcaption b{display:block;font-weight:600;color:var(--ink)}
.list{overflow-x:auto}.list table{border-collapse:collapse;margin-top:12px}
.list td,.list th{padding:3px 22px 3px 0;text-align:right;white-space:nowrap}
.list td:last-child,.list th:last-child{text-align:left}
summary{cursor:pointer;font-weight:600}
@media (max-width:760px){.print{grid-template-columns:minmax(0,1fr)}.steps{grid-template-columns:repeat(2,minmax(0,1fr));gap:20px 14px}}
`;

/** A print, its minutiae, and how the extractor came to them. */
export function printPage(print: PrintPage): string {
  const { file, steps, width, height, image, ppi, version } = print;
  const minutiae = steps.minutiae.map((minutia) => ({ ...minutia, x: minutia.x * ppi / workPpi, y: minutia.y * ppi / workPpi }));
  return page({ title: `${file}: as the matcher sees it`, top: ['A print as the matcher sees it'], images: '', css },
    markup`<h1><bdi>${file}</bdi></h1><div class="print">${printFigure({ width, height, image, minutiae }, `the print with ${counted(minutiae.length, 'minutia', 'minutiae')}`, '')}<div>${minutiaKey()}
<dl class="facts">${facts(print).map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div></div>`,
    [markup`<section><h2>How it came to them</h2><p class="lead">The print is brought to ${Math.round(steps.scale * workPpi)} ppi; cells are ${steps.cell} px wide. A minutia is a place round which the phase of the ridges winds once.</p><div class="steps">${stepFigures(print)}</div></section>`, list(print)],
    `Extractor ${version}. Places are px at 500 ppi from the top left, directions anticlockwise from the right (ISO/IEC 19794-2).`);
}

function facts({ width, height, ppi, steps }: PrintPage): [string, string][] {
  const inside = [...steps.mask.keys()].filter((k) => steps.mask[k]! > 0);
  const mean = (values: number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);
  const endings = steps.minutiae.filter(({ type }) => type === 'ending').length;
  const period = mean(inside.map((k) => periodPx.min + steps.period[k]! / 255 * (periodPx.max - periodPx.min)));
  return [
    ['Image', `${width} x ${height} px, ${ppi} ppi`], ['Covered by ridges', percent(inside.length / steps.mask.length)],
    ['Minutiae', String(steps.minutiae.length)], ['Ends and forks', `${endings} and ${steps.minutiae.length - endings}`],
    ['Their quality, mean', mean(steps.minutiae.map(({ quality }) => quality)).toFixed(0)], ['Ridge period, mean', inside.length === 0 ? 'none' : `${period.toFixed(1)} px`],
  ];
}

function stepFigures(print: PrintPage): Part {
  const { pictures, steps } = print;
  const figures: [title: string, words: string, picture: Uint8Array, over: Part][] = [
    ['Even contrast', 'The same mean and deviation everywhere.', pictures.print, null],
    ['Orientation', 'A stroke along the ridges; fainter where gradients disagree.', pictures.print, orientation(steps)],
    ['Ridge period', `Dark ${periodPx.min}, light ${periodPx.max} px.`, pictures.period, null],
    ['Mask', 'White is print: contrast and one direction.', pictures.mask, null],
    ['Amplitude', 'Light where the contrast is one regular wave.', pictures.amplitude, null],
    ['Phase', 'The wave alone, with the minutiae round which it winds.', pictures.phase, marks(steps)],
  ];
  return figures.map(([title, words, picture, over]) => markup`<figure><svg viewBox="0 0 ${steps.width} ${steps.height}" role="img" aria-label="${title}"><image href="data:image/webp;base64,${Buffer.from(picture).toString('base64')}" width="${steps.width}" height="${steps.height}" preserveAspectRatio="none"/>${over}</svg><figcaption><b>${title}</b>${words}</figcaption></figure>`);
}

function orientation({ gridWidth, gridHeight, cell, orientation: turns, coherence, mask, width, height }: Steps): Markup {
  const strokes: Part[] = [];
  for (let row = 1; row < gridHeight; row += stroke.every) {
    for (let column = 1; column < gridWidth; column += stroke.every) {
      const k = row * gridWidth + column;
      if (!mask[k]) continue;
      const angle = turns[k]! / 256 * Math.PI;
      const [x, y, dx, dy] = [(column + 0.5) * cell, (row + 0.5) * cell, stroke.half * cell * Math.cos(angle), -stroke.half * cell * Math.sin(angle)];
      strokes.push(markup`<path d="M${(x - dx).toFixed(1)} ${(y - dy).toFixed(1)}L${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}" opacity="${(coherence[k]! / 255).toFixed(2)}"/>`);
    }
  }
  return markup`<rect width="${width}" height="${height}" fill="#fff" opacity=".72"/><g stroke="${minutiaColours.ending}" stroke-width="1.6" stroke-linecap="round">${strokes}</g>`;
}

function marks({ minutiae, scale }: Steps): Part {
  return Object.entries(minutiaColours).map(([type, colour]) => {
    const path = minutiae.filter((minutia) => minutia.type === type).map((minutia) => minutiaPath({ ...minutia, x: minutia.x * scale, y: minutia.y * scale }, 4, 11)).join('');
    return markup`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`;
  });
}

function list({ steps }: PrintPage): Markup {
  const rows = steps.minutiae.map(({ x, y, direction, type, quality }, k) =>
    markup`<tr><td>${k + 1}</td><td>${x}</td><td>${y}</td><td>${Math.round(direction * 360 / 256)}°</td><td>${quality}</td><td>${type}</td></tr>`);
  return markup`<section><details class="list"><summary>All ${counted(steps.minutiae.length, 'minutia', 'minutiae')}, best first</summary>
<table><thead><tr><th></th><th>x, px</th><th>y, px</th><th>direction</th><th>quality</th><th>type</th></tr></thead><tbody>${rows}</tbody></table></details></section>`;
}
