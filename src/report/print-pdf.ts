import { readFile } from 'node:fs/promises';
import { CHROMIUM_LAUNCH } from '#engines/chromium/find-chromium';
import type { FindChromium } from '#engines/chromium/find-chromium';

/** A page to print, and what its foot and its dates say. */
export interface PdfPage {
  /** The HTML's file. */
  readonly html: string;
  readonly title: string;
  /** ISO 8601 UTC: the date that the document bears, so that printing again gives the same. */
  readonly at: string;
}

type Found = Extract<FindChromium, { readonly kind: 'found' }>;

/**
 * Prints pages to PDF in one Chromium, offline and with scripts off: the one renderer that is not pure. The same HTML and the same Chromium give
 * the same bytes; another Chromium may set lines in another way.
 */
export async function printPdfs(pages: readonly PdfPage[], { executablePath }: Pick<Found, 'executablePath'>): Promise<readonly Uint8Array[]> {
  const { chromium } = await import('playwright');
  const browser = await chromium.launch({ executablePath, timeout: LAUNCH_MS, ...CHROMIUM_LAUNCH, args: [...CHROMIUM_LAUNCH.args] });
  try {
    const context = await browser.newContext({ offline: true, javaScriptEnabled: false, colorScheme: 'light', locale: 'en-GB', timezoneId: 'UTC' });
    const printed: Uint8Array[] = [];
    for (const one of pages) {
      const page = await context.newPage();
      await page.setContent(await readFile(one.html, 'utf8'), { waitUntil: 'load', timeout: PAGE_MS });
      const pdf = await page.pdf({ format: 'A4', printBackground: true, preferCSSPageSize: true, tagged: true, outline: true, displayHeaderFooter: true, headerTemplate: '<span></span>', footerTemplate: footer(one.title) });
      await page.close();
      printed.push(dated(pdf, one.at));
    }
    return printed;
  } finally {
    await browser.close();
  }
}

const LAUNCH_MS = 60_000;
const PAGE_MS = 60_000;

/** Set by Chromium as HTML of its own: the title is told in characters that cannot become markup. */
function footer(title: string): string {
  const text = [...title].map((char) => `&#${char.codePointAt(0) ?? 32};`).join('');
  return `<div style="width:100%;margin:0 13mm;font:7pt 'DejaVu Sans',sans-serif;color:#555;display:flex;justify-content:space-between"><span>${text}</span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`;
}

/** Chromium writes the time of printing; the run's own moment in the same number of bytes keeps every offset of the file right. */
function dated(pdf: Uint8Array, at: string): Uint8Array {
  const stamp = `D:${at.replace(/[^\d]/g, '').slice(0, 14).padEnd(14, '0')}+00'00'`;
  const text = Buffer.from(pdf).toString('latin1').replace(/(\/(?:CreationDate|ModDate) \()(D:\d{14}[+-]\d\d'\d\d')\)/g, (whole, head: string, date: string) => (date.length === stamp.length ? `${head}${stamp})` : whole));
  return Buffer.from(text, 'latin1');
}
