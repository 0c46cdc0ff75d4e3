import { basename } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { minutiaColours, minutiaPath } from '../../src/core/minutia-mark.ts';
import { makePrint } from '../native.ts';
import type { PersonFiles } from './person.ts';
import { isPrint, type FaceTruth, type PrintTruth } from './truth.ts';

/** px of the sheet; prints of 400 x 500 and faces of 480 x 600 both are 4:5. */
const cellPx = { width: 240, height: 300 };
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
 * All images of a person on one PNG, ground truth drawn over them. Fingers are columns, by fives, their FGP above; impressions are rows, their
 * number at the left; faces come last. Numbers are drawn as strokes: type would depend on the fonts of the machine.
 */
export async function drawContactSheet(seed: number, { files, truth }: PersonFiles): Promise<Uint8Array> {
  const prints = truth.filter(isPrint);
  const faces = truth.filter((line): line is FaceTruth => !isPrint(line));
  const fingers = [...new Set(prints.map((print) => print.finger))];
  const impressions = prints.filter((print) => print.finger === fingers[0]).length;
  const blockPx = marginPx + impressions * (cellPx.height + gapPx);
  const blocks = Math.ceil(fingers.length / columns);
  const across = Math.min(columns, Math.max(fingers.length, faces.length));
  const placeOfPrint = ({ finger, impression }: PrintTruth): Cell => {
    const index = fingers.indexOf(finger);
    return { left: marginPx + (index % columns) * (cellPx.width + gapPx), top: Math.floor(index / columns) * blockPx + marginPx + (impression - 1) * (cellPx.height + gapPx) };
  };
  const placeOfFace = (index: number): Cell => ({
    left: marginPx + (index % columns) * (cellPx.width + gapPx), top: blocks * blockPx + gapPx + Math.floor(index / columns) * (cellPx.height + gapPx),
  });
  const width = marginPx + across * (cellPx.width + gapPx);
  const height = blocks * blockPx + gapPx + Math.ceil(faces.length / columns) * (cellPx.height + gapPx);
  const marks = [
    ...prints.map((print) => printMarks(print, placeOfPrint(print))),
    ...prints.filter((print) => print.impression === 1).map((print) => number(print.finger, placeOfPrint(print).left + cellPx.width / 2, placeOfPrint(print).top - 23)),
    ...prints.filter((print) => fingers.indexOf(print.finger) % columns === 0).map((print) => number(print.impression, marginPx / 2, placeOfPrint(print).top + cellPx.height / 2 - 8)),
    ...faces.map((face, k) => faceMarks(face, placeOfFace(k))),
  ];
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${marks.join('')}</svg>`;
  const cells = await Promise.all([
    ...prints.map((print) => printCell(seed, print, placeOfPrint(print))),
    ...faces.map(async (face, k) => ({ input: await sharp(files.get(basename(face.file))!).resize(cellPx).toBuffer(), ...placeOfFace(k) })),
  ]);
  return sharp({ create: { width, height, channels: 3, background: '#fff' } }).composite([...cells, { input: Buffer.from(drawing), left: 0, top: 0 }]).png({ palette: true, colours: 128, dither: 0 }).toBuffer();
}

/** Drawn from its request: not every format of the data set can be read here. */
async function printCell(seed: number, { person, finger, impression, preset, condition, width, height }: PrintTruth, cell: Cell): Promise<OverlayOptions> {
  const { pixels } = await makePrint({ seed, person, finger, impression, preset, condition, widthPx: width, heightPx: height });
  return { input: await sharp(pixels, { raw: { width, height, channels: 1 } }).resize(cellPx).png({ compressionLevel: 0 }).toBuffer(), ...cell };
}

function printMarks({ minutiae, width }: PrintTruth, { left, top }: Cell): string {
  const scale = cellPx.width / width;
  return Object.entries(minutiaColours).map(([type, colour]) => {
    const path = minutiae.filter((minutia) => minutia.type === type).map((minutia) => minutiaPath({ x: left + minutia.x * scale, y: top + minutia.y * scale, direction: minutia.direction }, radiusPx, tailPx)).join('');
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${strokePx}"/>`;
  }).join('');
}

function faceMarks({ eyes, box, width }: FaceTruth, { left, top }: Cell): string {
  const [x, y, w, h] = box.map((value) => value * cellPx.width / width) as typeof box;
  const crosses = eyes.map(([eyeX, eyeY]) => `M${left + eyeX * cellPx.width / width - 5} ${top + eyeY * cellPx.width / width}h10m-5 -5v10`).join('');
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
