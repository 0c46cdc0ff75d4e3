import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Markup, markup, type Part } from '../markup.ts';
import { paint } from './palette.ts';

use([BarChart, LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer]);

/** Widths that figures are drawn for: the page's column on a desk, and on a telephone, px. */
const wideWidthPx = 1056;
const narrowWidthPx = 358;

/** Words along an axis. */
export const axisText = { color: paint('muted'), fontSize: 12 };

/** The line of the limit over an axis of result times. @param at on that axis @param words beside it; '' for none */
export function limitLine(at: number, words: string, position: 'start' | 'end'): object {
  return {
    silent: true, symbol: 'none', data: [{ xAxis: at }], lineStyle: { color: paint('limit'), width: 1.5, type: 'solid' },
    label: { show: words !== '', position, formatter: words, color: paint('limit'), fontSize: 12, fontWeight: 600 },
  };
}

/** A figure drawn for both widths; the style sheet shows one. @param words what it shows, for those who do not see it */
export function figure(words: string, draw: (widthPx: number) => Markup, caption: Part = null): Markup {
  const drawn = (name: string, widthPx: number): Markup => markup`<div class="${name}" role="img" aria-label="${words}">${draw(widthPx)}</div>`;
  return markup`<figure>${drawn('wide', wideWidthPx)}${drawn('narrow', narrowWidthPx)}${caption === null ? null : markup`<figcaption>${caption}</figcaption>`}</figure>`;
}

/** An ECharts option drawn as SVG, without any script. What its styles do under a pointer is taken out. */
export function chart(option: EChartsCoreOption, widthPx: number, heightPx: number): Markup {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx });
  drawing.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option });
  const svg = drawing.renderToSVGString({ useViewBox: true });
  drawing.dispose();
  return new Markup(svg.replace(/<style[\s\S]*?<\/style>/g, '').replace(/ (?:class="zr[^"]*"|pointer-events="[^"]*"|ecmeta_\w+="[^"]*")/g, '').replace(/font-family:inherit;?/g, ''));
}
