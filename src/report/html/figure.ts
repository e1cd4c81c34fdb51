import type { Chart } from '../charts/chart.ts';
import { escapeHtml } from './escape-html.ts';

/** A chart with its words and the same facts as a table. */
export function figure({ id, title, what, svg, table }: Chart): string {
  const drawn = svg === null ? '' : `<div class="chart" tabindex="0" role="group" aria-label="${escapeHtml(title)}">${svg}</div>`;
  return `<figure id="${id}-figure"><figcaption>${escapeHtml(title)}<p>${escapeHtml(what)}</p></figcaption>\n${drawn}${table.length === 0 ? '' : `\n<details><summary>${svg === null ? 'What is known, as a table' : 'The same as a table'}</summary>${plainTable(table, title)}</details>`}</figure>`;
}

/** A table of plain text; the first row has the heads. */
function plainTable([head = [], ...rows]: readonly (readonly string[])[], caption: string): string {
  const body = rows.map((row) => `<tr>${row.map((cell, column) => (column === 0 ? `<th scope="row">${escapeHtml(cell)}</th>` : `<td>${escapeHtml(cell)}</td>`)).join('')}</tr>`);
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(caption)}"><table><caption class="vh">${escapeHtml(caption)}</caption><thead><tr>${head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('')}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}
