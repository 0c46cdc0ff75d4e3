import { minutiaColours, minutiaPath } from '../src/core/minutia-mark.ts';
import { counted } from '../src/core/words.ts';
import { page } from './html/page.ts';
import { minutiaKey } from './html/print-figure.ts';
import { section } from './html/section.ts';
import { colourScale, facts, picture, step, stepsCss, type Frame } from './html/steps.ts';
import { markup, type Markup } from './markup.ts';

/** px at 500 ppi from the top left; direction 256 a turn, anticlockwise from +x; quality 0..100. */
interface StepMinutia {
  x: number;
  y: number;
  direction: number;
  type: keyof typeof minutiaColours;
  quality: number;
}

/** What a page tells of the extraction of a print. Pictures are WebP; those of cells cover `cells * 4` px of the working resolution. */
export interface PrintSteps {
  name: string;
  format: string;
  /** Of the file, px. */
  width: number;
  height: number;
  ppi: number;
  /** How the resolution is known. */
  ppiFrom: string;
  trace: {
    /** px at the working resolution, and px of 500 ppi a px there. */
    width: number;
    height: number;
    scale: number;
    cellsAcross: number;
    cellsDown: number;
    /** By cell: 256 half a turn, anticlockwise from +x; 255 wholly agreed; px of 500 ppi; 1 inside the print. */
    orientation: Uint8Array;
    coherence: Uint8Array;
    period: Float32Array;
    mask: Uint8Array;
    minutiae: StepMinutia[];
    dropped: StepMinutia[];
  };
  pictures: Record<'input' | 'normalised' | 'period' | 'mask' | 'amplitude' | 'phase', Uint8Array>;
  /** Colours of the pictures of periods and amplitudes, and the periods at their ends, px. */
  ramp: readonly (readonly [number, number, number])[];
  periodPx: { min: number; max: number };
  /** Of the matcher. */
  version: string;
}

/** px of a cell at the working resolution. */
const cellPx = 4;
/** Flow is drawn in every second cell. */
const flowStep = 2;
const radiusPx = 5;
const tailPx = 15;

/** One print and every step of its extraction on one page. */
export function printSteps(steps: PrintSteps): string {
  const { name, format, width, height, ppi, ppiFrom, trace, version } = steps;
  const frame: Frame = { width: trace.width * trace.scale, height: trace.height * trace.scale };
  return page({ title: `${name}: the steps of its extraction`, top: ['Print, step by step'], images: '', css: stepsCss },
    markup`<h1>${name}</h1>${facts([
      ['File', format, `${width} x ${height} px`], ['Resolution', `${ppi} ppi`, ppiFrom],
      ['Minutiae', trace.minutiae.length, `${trace.dropped.length} more were dropped`], ['Ridge period', meanPeriod(trace), 'mean inside the print'],
      ['Print', `${Math.round((100 * inside(trace)) / trace.mask.length)} %`, 'of the picture'],
    ])}`,
    [result(steps, frame), way(steps, frame), table(trace.minutiae)], `Matcher ${version}. Lengths and places in px of 500 ppi; directions anticlockwise from the right (ISO/IEC 19794-2).`);
}

function result({ pictures, trace }: PrintSteps, frame: Frame): Markup {
  const { minutiae, dropped } = trace;
  const endings = minutiae.filter(({ type }) => type === 'ending').length;
  const words = markup`${counted(endings, 'ending')}, ${counted(minutiae.length - endings, 'fork')}. The stronger a mark, the surer the extractor.`;
  return section('minutiae', 'Minutiae', 'What is left of the print: place, direction, type and quality of each minutia.',
    markup`<div class="result">${step(frame, 'Minutiae on the print', `the print with ${minutiae.length} minutiae`, [picture(pictures.input, frame, 'input'), markup`<g fill="none" stroke-width="2.2">${crosses(dropped)}${minutiae.toReversed().map(mark)}</g>`], words)}
<div>${minutiaKey()}<div class="key"><span><svg viewBox="0 0 22 12" aria-hidden="true"><path d="M3 2l8 8m0 -8l-8 8" fill="none" stroke="#767f8a" stroke-width="1.6"/></svg>the phase winds here too, but nothing is kept</span></div>
<label class="switch"><input type="checkbox" id="dropped" checked> show what was dropped</label>${spread(minutiae)}</div></div>`);
}

function mark(minutia: StepMinutia): Markup {
  return markup`<path d="${minutiaPath(minutia, radiusPx, tailPx)}" stroke="${minutiaColours[minutia.type]}" stroke-opacity="${(0.25 + 0.75 * minutia.quality / 100).toFixed(2)}"/>`;
}

function crosses(minutiae: StepMinutia[]): Markup {
  return markup`<path class="dropped" d="${minutiae.map(({ x, y }) => `M${x - 3} ${y - 3}l6 6m0 -6l-6 6`).join('')}" stroke="#767f8a" stroke-width="1.4"/>`;
}

/** How many minutiae there are of each quality, as bars. */
function spread(minutiae: StepMinutia[]): Markup {
  const bins = [0, 20, 40, 60, 80].map((from) => ({ from, count: minutiae.filter(({ quality }) => quality >= from && (quality < from + 20 || from === 80)).length })).reverse();
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return markup`<table><caption>Quality</caption><tbody>${bins.map(({ from, count }) => markup`<tr><td class="w">${from} to ${from + 20}</td><td class="n">${count}</td><td class="meter"><span class="bar" style="width:${(100 * count / most).toFixed(0)}%;background:var(--link)"></span></td></tr>`)}</tbody></table>`;
}

function way({ pictures, trace, ramp, periodPx }: PrintSteps, frame: Frame): Markup {
  const cells: Frame = { width: trace.cellsAcross * cellPx * trace.scale, height: trace.cellsDown * cellPx * trace.scale };
  const faded = markup`<use href="#input" opacity=".3"/>`;
  const pixels = (image: Uint8Array, over: Frame): Markup => markup`<g class="pixels">${picture(image, over)}</g>`;
  return section('steps', 'How they were found', 'From the picture to the phase of its ridges. A minutia is a place about which the phase winds once.', markup`<div class="steps">
${step(frame, '1. Input', 'the picture as it came', markup`<use href="#input"/>`, 'As decoded.')}
${step(frame, '2. Normalised', 'the picture with even contrast', picture(pictures.normalised, frame), 'Every neighbourhood with the same mean and contrast.')}
${step(frame, '3. Mask', 'where the print is', [markup`<use href="#input"/>`, pixels(pictures.mask, cells)], 'Where there are ridges; what is veiled is passed over.')}
${step(frame, '4. Orientation', 'direction of the ridges', [faded, flow(trace)], 'Direction of the ridges; the fainter a stroke, the less they agree.')}
${step(frame, '5. Ridge period', 'distance of the ridges', [faded, pixels(pictures.period, cells)], ['From ridge to ridge.', colourScale(ramp, `${periodPx.min} px`, `${periodPx.max} px`)])}
${step(frame, '6. Amplitude', 'strength of the ridges', picture(pictures.amplitude, frame), ['How strongly a wave of that direction and period is there.', colourScale(ramp, 'none', 'clean')])}
${step(frame, '7. Phase', 'phase of the ridges', [faded, picture(pictures.phase, frame)], 'Where on the wave each place lies: dark on a ridge, light in a valley, blue and red on its slopes. At a minutia all colours meet; where the filter turns round, blue and red change places.')}
</div>`);
}

function flow({ scale, cellsAcross, cellsDown, orientation, coherence, mask }: PrintSteps['trace']): Markup {
  const half = (flowStep * cellPx * scale) / 2.4;
  const paths = ['', '', '', ''];
  for (let row = 0; row < cellsDown; row += flowStep) {
    for (let column = 0; column < cellsAcross; column += flowStep) {
      const cell = row * cellsAcross + column;
      if (!mask[cell]) continue;
      const angle = (orientation[cell]! / 256) * Math.PI;
      const [x, y] = [column, row].map((at) => (at + 0.5) * cellPx * scale) as [number, number];
      const [dx, dy] = [half * Math.cos(angle), -half * Math.sin(angle)];
      paths[coherence[cell]! >> 6] += `M${(x - dx).toFixed(1)} ${(y - dy).toFixed(1)}l${(2 * dx).toFixed(1)} ${(2 * dy).toFixed(1)}`;
    }
  }
  return markup`<g stroke="#0072b2" stroke-width="2" stroke-linecap="round">${paths.map((path, k) => markup`<path d="${path}" stroke-opacity="${0.25 * (k + 1)}"/>`)}</g>`;
}

function inside({ mask }: PrintSteps['trace']): number {
  return mask.reduce((sum, cell) => sum + cell, 0);
}

function meanPeriod(trace: PrintSteps['trace']): string {
  const cells = inside(trace);
  return cells === 0 ? '–' : `${(trace.period.reduce((sum, px, k) => sum + px * trace.mask[k]!, 0) / cells).toFixed(1)} px`;
}

function table(minutiae: StepMinutia[]): Markup {
  return section('list', 'List', 'Best first, as they are compared.', markup`<details><summary>All ${minutiae.length} minutiae as numbers</summary><div class="scroll"><table><thead><tr><th class="n">#</th><th class="n">x, px</th><th class="n">y, px</th><th class="n">direction</th><th>type</th><th class="n">quality</th></tr></thead><tbody>
${minutiae.map(({ x, y, direction, type, quality }, k) => markup`<tr><td class="n">${k + 1}</td><td class="n">${x}</td><td class="n">${y}</td><td class="n">${Math.round((direction / 256) * 360)}°</td><td class="w">${type === 'ending' ? 'ending' : 'fork'}</td><td class="n">${quality}</td></tr>
`)}</tbody></table></div></details>`);
}
