import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportInput } from '#contract/reporting';
import { CHROMIUM_LAUNCH, findChromium } from '#engines/chromium/find-chromium';
import { htmlReport } from './html/report-html.ts';
import { junitReport } from './junit.ts';
import { printPdfs } from './print-pdf.ts';
import { summarise } from './summarise.ts';
import { hostileInput, NASTY } from '#evidence/testing/hostile-names';
import { richInput, storyInput } from '#evidence/testing/report-input';

const found = await findChromium();
/** A4 less the margins of the print stylesheet, in CSS pixels. */
const SHEET_HEIGHT = ((297 - 14 - 15) / 25.4) * 96;
const SHEET_WIDTH = ((210 - 26) / 25.4) * 96;
const STORES = ['DR-S1', 'DR-S2', 'DR-S3', 'DR-S4', 'DR-S5', 'DR-S6', 'DR-S7'];
const RUNS: readonly (readonly [string, () => ReportInput])[] = [
  ['passed', () => storyInput({})], ['failed', () => storyInput({ integrity: { missing: 2, recovered: 3998 }, postureAfter: {} })], ['was killed', () => storyInput({ killed: true })], ['was refused', () => storyInput({ guardRefuses: true })], ['took seven stores', () => richInput(STORES)],
];

describe.skipIf(found.kind === 'gap')('a report in a real browser', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'redrill-pdf-'));
  beforeAll(async () => {
    if (found.kind === 'found') browser = await chromium.launch({ executablePath: found.executablePath, ...CHROMIUM_LAUNCH, args: [...CHROMIUM_LAUNCH.args] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (text: string, width: number, media: 'screen' | 'print' = 'screen') => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const asked: string[] = [];
    const said: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    page.on('dialog', (dialog) => { said.push(dialog.message()); void dialog.dismiss(); });
    await page.emulateMedia({ media });
    await page.setContent(text);
    return { page, asked, said };
  };
  const htmlOf = (input: ReportInput): string => htmlReport(input, summarise(input));

  it.each(RUNS)('of a run that %s fits a phone, asks nobody for anything, and has page 1 on one sheet of paper', async (_, make) => {
    const text = htmlOf(make());
    const phone = await open(text, 390);
    expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect([phone.asked, phone.said]).toEqual([[], []]);
    await phone.page.close();
    const paper = await open(text, Math.floor(SHEET_WIDTH), 'print');
    expect(await paper.page.evaluate('document.querySelector(".page").getBoundingClientRect().height')).toBeLessThan(SHEET_HEIGHT);
    await paper.page.close();
  }, 60_000);

  it('runs nothing and shows no picture or form, whatever things are called', async () => {
    for (const nasty of NASTY) {
      const { page, asked, said } = await open(htmlOf(hostileInput(nasty)), 1280);
      expect([nasty, asked, said, await page.evaluate('document.querySelectorAll("script,img,iframe,form,object,embed,link,a:not([href^=\'#\'])").length')]).toEqual([nasty, [], [], 0]);
      const xml = junitReport(hostileInput(nasty), summarise(hostileInput(nasty)));
      expect([nasty, await page.evaluate(`new DOMParser().parseFromString(${JSON.stringify(xml)}, 'text/xml').querySelectorAll('parsererror').length`)]).toEqual([nasty, 0]);
      await page.close();
    }
  }, 120_000);

  it('has words with enough contrast on every surface, in light and in dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open(htmlOf(storyInput({ integrity: { missing: 2, recovered: 3998 }, pointEvery: 18_000 })), 1280);
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await page.evaluate(WEAK)]).toEqual([colorScheme, []]);
      await page.close();
    }
  }, 60_000);

  it('prints to a PDF that is tagged, has a table of contents and is the same twice', async () => {
    if (found.kind !== 'found') return;
    const input = storyInput({});
    const html = join(folder, 'report.html');
    writeFileSync(html, htmlOf(input));
    const page = { html, title: '<b>DR DRILL</b>', at: input.started.realStartedAt };
    const [first] = await printPdfs([page], found);
    const [again] = await printPdfs([page], found);
    const text = Buffer.from(first ?? []).toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    expect(text).toContain("/CreationDate (D:20261107091500+00'00')");
    expect(text).toMatch(/\/MarkInfo\s*<<\s*\/Type \/MarkInfo\s*\/Marked true/);
    expect(text).toContain('/Outlines');
    expect(Buffer.compare(Buffer.from(first ?? []), Buffer.from(again ?? []))).toBe(0);
    expect(readFileSync(html, 'utf8')).toContain('</html>');
  }, 60_000);
});

/** Texts whose contrast with what lies below is under 4.5 (WCAG AA). */
const WEAK = `(() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => { for (let e = element; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll('body *')].filter((e) => !e.closest('svg') && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())).flatMap((e) => {
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    return ratio < 4.5 ? [e.tagName + '.' + e.className + ' ' + ratio.toFixed(2)] : [];
  });
})()`;
