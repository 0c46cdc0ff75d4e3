import { minutiaColours, minutiaPath } from '../../src/core/minutia-mark.ts';
import { markup, type Markup, type Part } from '../markup.ts';

/** A print as a page shows it; places in px of the image. */
export interface ShownPrint {
  width: number;
  height: number;
  /** WebP. */
  image: Uint8Array;
  minutiae: { x: number; y: number; direction: number; type: keyof typeof minutiaColours }[];
}

/** A face as a page shows it. */
export interface ShownFace {
  width: number;
  height: number;
  /** WebP. */
  image: Uint8Array;
  eyes: [number, number][];
  /** Left, top, width, height. */
  box: [number, number, number, number];
}

/** Marks on prints, px of the image. */
const radiusPx = 5;
const tailPx = 15;

/** A print with its minutiae. @param label for those who cannot see it */
export function printFigure({ width, height, image, minutiae }: ShownPrint, label: string, caption: Part): Markup {
  const marks = Object.entries(minutiaColours).map(([type, colour]) => {
    const path = minutiae.filter((minutia) => minutia.type === type).map((minutia) => minutiaPath(minutia, radiusPx, tailPx)).join('');
    return markup`<path d="${path}" stroke="${colour}"/>`;
  });
  return figure({ width, height, image, label, caption }, marks);
}

/** A face with its eyes and its box. */
export function faceFigure({ width, height, image, eyes, box: [left, top, across, down] }: ShownFace, label: string, caption: Part): Markup {
  const crosses = eyes.map(([x, y]) => `M${x - 9} ${y}h18m-9 -9v18`).join('');
  return figure({ width, height, image, label, caption }, markup`<path d="${crosses}M${left} ${top}h${across}v${down}h${-across}z" stroke="${minutiaColours.ending}"/>`);
}

interface Plate {
  width: number;
  height: number;
  image: Uint8Array;
  label: string;
  caption: Part;
}

function figure({ width, height, image, label, caption }: Plate, marks: Part): Markup {
  const uri = `data:image/webp;base64,${Buffer.from(image).toString('base64')}`;
  return markup`<figure><div class="plate"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><image href="${uri}" width="${width}" height="${height}"/><g class="marks" fill="none" stroke-width="2.4">${marks}</g></svg></div><figcaption>${caption}</figcaption></figure>
`;
}

/** What the marks on prints mean. */
export function minutiaKey(): Markup {
  const sample = (type: keyof typeof minutiaColours, words: string): Markup =>
    markup`<span><svg viewBox="0 0 22 12" aria-hidden="true"><path d="${minutiaPath({ x: 6, y: 6, direction: 0 }, 4, 14)}" fill="none" stroke="${minutiaColours[type]}" stroke-width="1.8"/></svg>${words}</span>`;
  return markup`<div class="key">${sample('ending', 'a ridge ends; the tail points into it')}${sample('bifurcation', 'a ridge forks; the tail points between the arms')}</div>`;
}
