import { markup, type Markup, type Part } from '../markup.ts';

export interface Column<Row> {
  head: Part;
  /** 'n' a number, aligned right; 'w' words that do not wrap; 'meter' a bar; 'aside' and 'meter' are left out where the page is narrow. */
  look?: 'n' | 'w' | 'meter' | 'n aside';
  cell: (row: Row) => Part;
}

/** A table in a box that scrolls by itself, so that the page never does. */
export function table<Row>(words: string, columns: readonly Column<Row>[], rows: readonly Row[], sums: readonly Row[] = []): Markup {
  const line = (row: Row): Markup[] => columns.map(({ look = '', cell }) => markup`<td class="${look}">${cell(row)}</td>`);
  return markup`<div class="scroll" role="region" aria-label="${words}" tabindex="0"><table><thead><tr>${columns.map(({ head, look = '' }) => markup`<th scope="col" class="${look}">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${line(row)}</tr>\n`)}${sums.map((row) => markup`<tr class="sum">${line(row)}</tr>\n`)}</tbody></table></div>`;
}
