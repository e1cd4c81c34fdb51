import type { BlockContent, DefinitionContent, PhrasingContent, RootContent, Table, TableRow } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { escapeHtml } from './escape-html.ts';

/** Where a cell or a name leads: an anchor of the same page, or null. */
export interface Links {
  /** `column` of a row; `head` is the first row of the table, `before` the paragraph that stands before it. */
  cell(cell: { readonly head: readonly string[]; readonly row: readonly string[]; readonly column: number; readonly before: string }): string | null;
  /** A name in code, such as a path into the record. */
  name(text: string): string | null;
}

export interface HtmlBlocks {
  readonly links: Links;
  /** Said above each table for those who cannot see it; the number of the table is added where there are several. */
  readonly caption: string;
}

type Block = RootContent | BlockContent | DefinitionContent;

/**
 * Blocks of the report's Markdown as HTML, so that both say the same. Only what the report itself writes becomes an element (paragraph, table,
 * list, code, strong); text is escaped, and a link, image or raw HTML can come from nowhere but `links`.
 */
export function markdownHtml(blocks: readonly string[], { links, caption }: HtmlBlocks): string {
  const children = parse(blocks);
  const tables = children.filter(({ type }) => type === 'table').length;
  let nth = 0;
  let before = '';
  return children.map((node) => {
    if (node.type === 'paragraph') before = flat(node.children);
    const said = before;
    return node.type === 'table' ? tableHtml(node, { ...links, cell: (cell) => links.cell({ ...cell, before: said }) }, tables > 1 ? `${caption}, table ${(nth += 1)} of ${tables}` : caption) : block(node, links);
  }).join('\n');
}

/** One block of phrasing alone: no paragraph around it. */
export function inlineHtml(markdown: string, links: Links): string {
  return parse([markdown]).map((node) => (node.type === 'paragraph' ? phrasing(node.children, links) : block(node, links))).join('\n');
}

function parse(blocks: readonly string[]): readonly RootContent[] {
  return fromMarkdown(blocks.join('\n\n'), { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] }).children;
}

function block(node: Block, links: Links): string {
  switch (node.type) {
    case 'paragraph': return `<p>${phrasing(node.children, links)}</p>`;
    case 'heading': return `<h3>${phrasing(node.children, links)}</h3>`;
    case 'list': {
      const tag = node.ordered ? 'ol' : 'ul';
      const items = node.children.map(({ children }) => `<li>${children.map((child) => (child.type === 'paragraph' ? phrasing(child.children, links) : block(child, links))).join('\n')}</li>`);
      return `<${tag}>\n${items.join('\n')}\n</${tag}>`;
    }
    case 'code': return `<pre tabindex="0"><code>${node.value.split('\n').map(escapeHtml).join('\n')}</code></pre>`;
    case 'table': return tableHtml(node, links, '');
    default: return 'value' in node ? `<p>${escapeHtml(String(node.value))}</p>` : '';
  }
}

function phrasing(nodes: readonly PhrasingContent[], links: Links): string {
  return nodes.map((node) => {
    switch (node.type) {
      case 'strong': return `<strong>${phrasing(node.children, links)}</strong>`;
      case 'inlineCode': return linked(`<code${node.value.length <= 26 ? ' class="w"' : ''}>${escapeHtml(node.value)}</code>`, links.name(node.value));
      case 'break': return '<br>';
      default: return 'value' in node ? escapeHtml(node.value) : 'children' in node ? phrasing(node.children, links) : '';
    }
  }).join('');
}

interface Cell {
  readonly html: string;
  readonly text: string;
}

function tableHtml({ children }: Table, links: Links, caption: string): string {
  const [head, ...body] = children;
  if (head === undefined) return '';
  const words = textOf(head);
  const heads = head.children.map((cell, column): Cell => ({ html: phrasing(cell.children, NO_LINKS), text: words[column] ?? '' }));
  const rows = body.map((row) => {
    const own = textOf(row);
    return row.children.map((cell, column): Cell => {
      const href = links.cell({ head: words, row: own, column, before: '' });
      return { html: href === null ? phrasing(cell.children, links) : linked(phrasing(cell.children, NO_LINKS), href), text: own[column] ?? '' };
    });
  });
  const [top, below] = heads.length > MOST_COLUMNS && rows.length <= MOST_TURNED ? turned(heads, rows) : [heads, rows];
  return tableOf(top, below, caption);
}

/** A table of more columns than paper has room for is turned: its heads become the first column. */
const MOST_COLUMNS = 9;
const MOST_TURNED = 8;

function turned(heads: readonly Cell[], rows: readonly (readonly Cell[])[]): readonly [readonly Cell[], readonly (readonly Cell[])[]] {
  const [corner = NOTHING, ...fields] = heads;
  return [[corner, ...rows.map((row) => row[0] ?? NOTHING)], fields.map((field, index) => [field, ...rows.map((row) => row[index + 1] ?? NOTHING)])];
}

const NOTHING: Cell = { html: '', text: '' };

function tableOf(heads: readonly Cell[], rows: readonly (readonly Cell[])[], caption: string): string {
  const name = escapeHtml(caption);
  const body = rows.map((row) => `<tr>${row.map(({ html, text }, column) => (column === 0 ? `<th scope="row"${whole(text)}>${html}</th>` : `<td${whole(text)}>${html}</td>`)).join('')}</tr>`);
  return `<div class="scroll" tabindex="0" role="group" aria-label="${name}"><table>\n<caption class="vh">${name}</caption>\n<thead><tr>${heads.map(({ html }) => `<th scope="col">${html}</th>`).join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}

/** Short cells (ids, numbers, durations) are not broken. */
function whole(text: string): string {
  return text.length > 0 && text.length <= 14 ? ' class="n"' : '';
}

function textOf({ children }: TableRow): readonly string[] {
  return children.map((cell) => flat(cell.children));
}

function flat(nodes: readonly PhrasingContent[]): string {
  return nodes.map((node) => ('value' in node ? node.value : 'children' in node ? flat(node.children) : '')).join('');
}

function linked(inner: string, href: string | null): string {
  return href === null || inner === '' ? inner : `<a href="#${escapeHtml(href)}">${inner}</a>`;
}

const NO_LINKS: Links = { cell: () => null, name: () => null };
