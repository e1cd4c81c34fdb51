import type { BlockContent, DefinitionContent, PhrasingContent, RootContent, Table, TableRow } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { escapeHtml } from './escape-html.ts';

/** Where a cell or a name leads: an anchor of the same page, or null. */
export interface Links {
  /** `column` of a row; `head` is the first row of the table. */
  cell(cell: { readonly head: readonly string[]; readonly row: readonly string[]; readonly column: number }): string | null;
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
  return children.map((node) => (node.type === 'table' ? tableHtml(node, links, tables > 1 ? `${caption}, table ${(nth += 1)} of ${tables}` : caption) : block(node, links))).join('\n');
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
      case 'inlineCode': return linked(`<code>${escapeHtml(node.value)}</code>`, links.name(node.value));
      case 'break': return '<br>';
      default: return 'value' in node ? escapeHtml(node.value) : 'children' in node ? phrasing(node.children, links) : '';
    }
  }).join('');
}

function tableHtml({ children }: Table, links: Links, caption: string): string {
  const [head, ...body] = children;
  if (head === undefined) return '';
  const words = textOf(head);
  const rows = body.map((row) => {
    const own = textOf(row);
    const cells = row.children.map((cell, column) => {
      const href = links.cell({ head: words, row: own, column });
      const inner = href === null ? phrasing(cell.children, links) : linked(phrasing(cell.children, NO_LINKS), href);
      return column === 0 ? `<th scope="row">${inner}</th>` : `<td>${inner}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const columns = head.children.map((cell) => `<th scope="col">${phrasing(cell.children, NO_LINKS)}</th>`);
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(caption)}"><table>\n<caption>${escapeHtml(caption)}</caption>\n<thead><tr>${columns.join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table></div>`;
}

function textOf({ children }: TableRow): readonly string[] {
  const flat = (nodes: readonly PhrasingContent[]): string => nodes.map((node) => ('value' in node ? node.value : 'children' in node ? flat(node.children) : '')).join('');
  return children.map((cell) => flat(cell.children));
}

function linked(inner: string, href: string | null): string {
  return href === null || inner === '' ? inner : `<a href="#${escapeHtml(href)}">${inner}</a>`;
}

const NO_LINKS: Links = { cell: () => null, name: () => null };
