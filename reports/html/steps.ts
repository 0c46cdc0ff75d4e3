import { markup, type Markup, type Part } from '../markup.ts';

/** CSS of the pages that show an image step by step. */
export const stepsCss = `
h1{font-size:clamp(22px,3.1vw,34px);line-height:1.2;font-weight:650;letter-spacing:-.015em;margin-top:22px}
.plate svg{overflow:hidden}
.pixels image{image-rendering:pixelated}
.result{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:28px 40px;align-items:start}
.result figure{margin:0}
.steps{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:30px 28px}
.steps figure{margin:0}
.steps figure:last-child:nth-child(3n+1){grid-column:span 2}
figcaption b{display:block;color:var(--ink);font-weight:650;font-size:15px}
table{margin-top:22px}
.scale{display:grid;grid-template-columns:auto 1fr auto;gap:0 8px;align-items:center;margin-top:4px}
.scale i{height:9px;border:1px solid var(--rule)}
.switch{display:flex;gap:8px;align-items:center;font-size:14px;margin-top:10px;cursor:pointer}
body:has(#dropped:not(:checked)) .dropped{display:none}
@media (max-width:760px){.result,.steps{grid-template-columns:minmax(0,1fr)}.steps figure:last-child:nth-child(3n+1){grid-column:auto}}
@media (min-width:480px) and (max-width:760px){.steps{grid-template-columns:repeat(2,minmax(0,1fr))}}
`;

/** The space that all drawings of a page share, px. */
export interface Frame {
  width: number;
  height: number;
}

/** A step: its drawing, its name, and what is seen. @param label for those who cannot see it */
export function step({ width, height }: Frame, name: string, label: string, drawing: Part, words: Part): Markup {
  return markup`<figure><div class="plate"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${drawing}</svg></div><figcaption><b>${name}</b>${words}</figcaption></figure>
`;
}

/** A WebP picture laid over a part of the frame. */
export function picture(image: Uint8Array, { width, height }: Frame, id: string | null = null): Markup {
  return markup`<image${id === null ? null : markup` id="${id}"`} href="data:image/webp;base64,${Buffer.from(image).toString('base64')}" width="${width}" height="${height}" preserveAspectRatio="none"/>`;
}

/** Words at both ends of a bar of colours. */
export function colourScale(stops: readonly (readonly [number, number, number])[], from: string, to: string): Markup {
  return markup`<span class="scale"><span>${from}</span><i style="background:linear-gradient(90deg,${stops.map((stop) => `rgb(${stop.join(' ')})`).join(',')})"></i><span>${to}</span></span>`;
}

/** Facts beside a result. */
export function facts(rows: [name: string, value: Part, words: Part][]): Markup {
  return markup`<dl class="figures">${rows.map(([name, value, words]) => markup`<div><dt>${name}</dt><dd>${value}<small class="muted">${words}</small></dd></div>`)}</dl>`;
}
