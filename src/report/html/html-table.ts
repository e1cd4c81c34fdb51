import { escapeHtml } from './escape-html.ts';

/** A table whose rows are HTML already; caption and heads are text. It scrolls by itself where the page is too narrow. */
export function htmlTable(caption: string, heads: readonly string[], rows: readonly string[]): string {
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(caption)}"><table>\n<caption>${escapeHtml(caption)}</caption>\n<thead><tr>${heads.map((head) => `<th scope="col">${escapeHtml(head)}</th>`).join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table></div>`;
}
