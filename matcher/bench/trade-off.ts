import { axisText, chart, figure } from '../../reports/html/figure.ts';
import { page } from '../../reports/html/page.ts';
import { paint } from '../../reports/html/palette.ts';
import { markup, type Markup } from '../../reports/markup.ts';
import type { ErrorRates } from './error-rates.ts';

/** A system's pooled rates. */
export interface Trade {
  system: string;
  rates: ErrorRates;
}

/** Decades of the axes, log10 of a rate. */
const decades = { min: -5, max: 0 };
/** Points from the left at which the first curve bears its name, and each further one. */
const names = { first: 25, further: 60 };
/** Points of a curve. */
const steps = 250;

const css = `
.trade table{border-collapse:collapse;width:100%}
.trade td,.trade th{padding:4px 12px 4px 0;text-align:right;white-space:nowrap}
.trade td:nth-child(-n+2),.trade th:nth-child(-n+2){text-align:left}
.scroll{overflow-x:auto}
`;

/** The page of an accuracy bench: error trade-off of every system over one data set, and the table. */
export function tradeOffPage(dataset: string, trades: Trade[], rows: string[][]): string {
  const heads = ['system', 'set', 'EER %', 'FNMR % at FMR 1e-3', 'at 1e-4', 'at 0', 'pairs'];
  return page({ title: `Error trade-off on ${dataset}`, top: ['Matcher accuracy'], images: '', css },
    markup`<h1>Which errors the matcher trades for which</h1><p class="lead">Prints of ${dataset}, all pairs. A curve further down and left is better; the dashed line is where both errors are equal.</p>`,
    markup`<section class="trade"><h2>Error trade-off, pooled</h2>${figure('False non-match rate over false match rate', (widthPx) => curves(trades, widthPx), trades.map(({ system, rates }) => `${system}: EER ${(100 * rates.eer).toFixed(2)} %`).join('; '))}
<h2>All figures</h2><div class="scroll"><table><thead><tr>${heads.map((head) => markup`<th>${head}</th>`)}</tr></thead><tbody>${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`)}</tbody></table></div></section>`,
    'Genuine: every pair of impressions of one finger. Impostor: every pair of different fingers. Made by npm run bench -- matcher --dataset.');
}

function curves(trades: Trade[], widthPx: number): Markup {
  const colours = [paint('ink'), paint('muted'), paint('limit')];
  const axis = (name: string): object => ({
    type: 'value', ...decades, name, nameLocation: 'middle', nameGap: 42, nameTextStyle: axisText, interval: 1,
    axisLabel: { ...axisText, formatter: (log: number) => (log < -2 ? `1e${log}` : `${Number((100 * 10 ** log).toPrecision(2))} %`) }, splitLine: { lineStyle: { color: paint('rule') } },
  });
  return chart({
    grid: { left: 64, right: 24, top: 24, bottom: 56 }, xAxis: axis('false match rate'), yAxis: axis('false non-match rate'),
    series: [
      ...trades.map(({ system, rates }, k) => ({
        type: 'line', symbolSize: 0, step: 'end', lineStyle: { color: colours[k % colours.length], width: 2 },
        data: points(rates).map((value, at) => ({ value, label: { show: at === names.first + k * names.further, formatter: system, position: 'top', color: colours[k % colours.length], fontSize: 12, fontWeight: 600 } })),
      })),
      { type: 'line', showSymbol: false, lineStyle: { color: paint('faint'), type: 'dashed', width: 1 }, data: [[decades.min, decades.min], [decades.max, decades.max]] },
    ],
  }, widthPx, Math.min(560, widthPx));
}

/** log10 of FMR and FNMR; a rate of nothing stands at the edge. */
function points(rates: ErrorRates): [number, number][] {
  return Array.from({ length: steps + 1 }, (_, k) => decades.min + ((decades.max - decades.min) * k) / steps)
    .map((log): [number, number] => [log, Math.max(decades.min, Math.log10(Math.max(rates.fnmrAt(10 ** log), 10 ** decades.min)))]);
}
