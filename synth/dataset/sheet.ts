import { basename } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { minutiaColours, minutiaPath } from '../../src/core/minutia-mark.ts';
import { imagePxOf, pressesOf, type Press } from '../../src/core/platen.ts';
import { conditionOf, type DatasetParameters } from './parameters.ts';
import type { PersonFiles } from './person.ts';
import { pressed } from './press.ts';
import { isPrint, type FaceTruth, type PrintTruth } from './truth.ts';

/** px of the sheet; faces of 480 x 600 are 4:5. */
const facePx = { width: 240, height: 300 };
const printWidthPx = 240;
/** Slaps and rolled prints are larger: they shrink no further. */
const scaleMin = 0.4;
const gapPx = 8;
/** Room for the numbers beside the rows and above the columns. */
const marginPx = 30;
/** A hand's fingers stand side by side. */
const columns = 5;
/** Of a mark. */
const radiusPx = 3.2;
const tailPx = 9;
const strokePx = 1.3;

interface Cell {
  left: number;
  top: number;
}

/**
 * All images of a person on one PNG, ground truth drawn over them. Fingers or slaps are columns, by fives, their position above; impressions are
 * rows, their number at the left; faces come last. Numbers are drawn as strokes: type would depend on the fonts of the machine.
 */
export async function drawContactSheet(parameters: DatasetParameters, person: number, { files, truth }: PersonFiles): Promise<Uint8Array> {
  const prints = truth.filter(isPrint);
  const faces = truth.filter((line): line is FaceTruth => !isPrint(line));
  const presses = pressesOf(parameters);
  const impressions = Array.from({ length: parameters.impressions }, (_, k) => k + 1);
  const printPx = cellOf(parameters);
  const blockPx = marginPx + impressions.length * (printPx.height + gapPx);
  const blocks = Math.ceil(presses.length / columns);
  const placeOf = (index: number, impression: number): Cell => (
    { left: marginPx + (index % columns) * (printPx.width + gapPx), top: Math.floor(index / columns) * blockPx + marginPx + (impression - 1) * (printPx.height + gapPx) }
  );
  const placeOfFace = (index: number): Cell => ({
    left: marginPx + (index % columns) * (facePx.width + gapPx), top: blocks * blockPx + gapPx + Math.floor(index / columns) * (facePx.height + gapPx),
  });
  const placeOfPrint = ({ finger, impression, slap }: PrintTruth): Cell => placeOf(presses.findIndex(({ position }) => position === (slap?.position ?? finger)), impression);
  const width = marginPx + Math.max(Math.min(columns, presses.length) * (printPx.width + gapPx), Math.min(columns, faces.length) * (facePx.width + gapPx));
  const height = blocks * blockPx + gapPx + Math.ceil(faces.length / columns) * (facePx.height + gapPx);
  const marks = [
    ...prints.map((print) => printMarks(print, placeOfPrint(print), printPx.width / print.width)),
    ...presses.map(({ position }, index) => number(position, placeOf(index, 1).left + printPx.width / 2, placeOf(index, 1).top - 23)),
    ...presses.filter((_, index) => index % columns === 0).flatMap((_, block) => impressions.map((impression) => number(impression, marginPx / 2, placeOf(block * columns, impression).top + printPx.height / 2 - 8))),
    ...faces.map((face, k) => faceMarks(face, placeOfFace(k))),
  ];
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${marks.join('')}</svg>`;
  const cells = await Promise.all([
    ...presses.flatMap((press, index) => impressions.map((impression) => printCell(parameters, person, press, impression, { ...printPx, ...placeOf(index, impression) }))),
    ...faces.map(async (face, k) => ({ input: await sharp(files.get(basename(face.file))!).resize(facePx).toBuffer(), ...placeOfFace(k) })),
  ]);
  return sharp({ create: { width, height, channels: 3, background: '#fff' } }).composite([...cells, { input: Buffer.from(drawing), left: 0, top: 0 }]).png({ palette: true, colours: 128, dither: 0 }).toBuffer();
}

/** Size of a print on the sheet. */
function cellOf(parameters: DatasetParameters): { width: number; height: number } {
  const { widthPx, heightPx } = imagePxOf(parameters);
  const scale = Math.max(printWidthPx / widthPx, scaleMin);
  return { width: Math.round(widthPx * scale), height: Math.round(heightPx * scale) };
}

/** Drawn anew: not every format of the data set can be read here. */
async function printCell(parameters: DatasetParameters, person: number, press: Press, impression: number, { width, height, ...cell }: Cell & { width: number; height: number }): Promise<OverlayOptions> {
  const { pixels, ...raw } = await pressed(parameters, person, conditionOf(parameters.seed, person), press, impression);
  return { input: await sharp(pixels, { raw: { width: raw.width, height: raw.height, channels: 1 } }).resize(width, height).png({ compressionLevel: 0 }).toBuffer(), ...cell };
}

function printMarks({ minutiae }: PrintTruth, { left, top }: Cell, scale: number): string {
  return Object.entries(minutiaColours).map(([type, colour]) => {
    const path = minutiae.filter((minutia) => minutia.type === type).map((minutia) => minutiaPath({ x: left + minutia.x * scale, y: top + minutia.y * scale, direction: minutia.direction }, radiusPx, tailPx)).join('');
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${strokePx}"/>`;
  }).join('');
}

function faceMarks({ eyes, box, width }: FaceTruth, { left, top }: Cell): string {
  const [x, y, w, h] = box.map((value) => value * facePx.width / width) as typeof box;
  const crosses = eyes.map(([eyeX, eyeY]) => `M${left + eyeX * facePx.width / width - 5} ${top + eyeY * facePx.width / width}h10m-5 -5v10`).join('');
  return `<path d="${crosses}M${left + x} ${top + y}h${w}v${h}h${-w}z" fill="none" stroke="${minutiaColours.ending}" stroke-width="${strokePx}"/>`;
}

/** Strokes of a digit, 8 x 16 px: top, upper left, upper right, middle, lower left, lower right, bottom. */
const strokes = ['M0 0h8', 'M0 0v8', 'M8 0v8', 'M0 8h8', 'M0 8v8', 'M8 8v8', 'M0 16h8'];
const digitStrokes = [[0, 1, 2, 4, 5, 6], [2, 5], [0, 2, 3, 4, 6], [0, 2, 3, 5, 6], [1, 2, 3, 5], [0, 1, 3, 5, 6], [0, 1, 3, 4, 5, 6], [0, 2, 5], [0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 5, 6]];

/** A number in strokes, centred on `x`. */
function number(value: number, x: number, top: number): string {
  const digits = String(value).split('');
  return digits.map((digit, k) => {
    const path = digitStrokes[Number(digit)]!.map((stroke) => strokes[stroke]).join('');
    return `<path transform="translate(${x - 6 * digits.length + 2 + 12 * k} ${top})" d="${path}" fill="none" stroke="#1b1f24" stroke-width="2" stroke-linecap="round"/>`;
  }).join('');
}
