import { hash } from 'node:crypto';
import { PATTERNS } from '../charts/patterns.ts';
import { escapeHtml } from './escape-html.ts';
import { STYLE } from './style.ts';

/** Nothing is fetched, nothing runs, and no style but the page's own counts, whatever a name from outside says. */
const POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'`;

/** A whole page in one file: no script, no request to anywhere. `main` and `contents` are HTML. */
export function page({ title, contents, main, footer }: { readonly title: string; readonly contents: string; readonly main: string; readonly footer: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the result</a>
${PATTERNS}
<main id="main">
${main.replace('<!--contents-->', contents)}
</main>
<footer>${escapeHtml(footer)}</footer>
</body>
</html>
`;
}

/** A list of the sections that follow page 1. */
export function contentsHtml(entries: readonly { readonly id: string; readonly title: string }[]): string {
  return `<nav aria-label="Sections"><h2 id="contents">Sections</h2>\n<ul>\n${entries.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join('\n')}\n</ul></nav>`;
}
