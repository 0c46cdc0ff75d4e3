import { Markup, markup, type Part } from '../markup.ts';
import { style } from './style.ts';

interface Page {
  title: string;
  /** Words above the heading. */
  top: Part[];
  /** Sources of images beside `data:`. */
  images: string;
  /** CSS beside that of all pages. */
  css: string;
}

/** A page without scripts, which asks nothing of any network. */
export function page({ title, top, images, css }: Page, header: Part, main: Part, footer: Part): string {
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:${images}; style-src 'unsafe-inline'">
<link rel="icon" href="data:,"><title>${title}</title><style>${new Markup(style)}${new Markup(css)}</style></head>
<body><header><div class="top"><span>Hotspot Rehearsal</span>${top.map((words) => markup`<span>${words}</span>`)}</div>
${header}</header>
<main>${main}</main>
<footer>${footer}</footer>
</body></html>
`.text;
}
