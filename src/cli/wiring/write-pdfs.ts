import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '#engines/chromium/find-chromium';
import type { RunSummary } from '#contract/run-summary';
import { visible } from '#kit/visible';
import { printPdfs } from '#report/print-pdf';
import { titleOf } from '#report/result-rows';
import { plainText } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';

/** A run whose HTML lies in its folder. */
export interface PrintableRun {
  readonly folder: string;
  readonly summary: RunSummary;
}

/** Prints each run's `report.html` as `report.pdf` beside it, in one browser, and returns the files. Without one, or where it fails, that is said and nothing else: the HTML is the report. */
export async function writePdfs(terminal: Terminal, runs: readonly PrintableRun[]): Promise<readonly string[]> {
  if (runs.length === 0) return [];
  const found = await findChromium({ env: terminal.env });
  if (found.kind === 'gap') {
    terminal.err(`redrill: no PDF: ${plainText(found.gap)}`);
    return [];
  }
  try {
    const pdfs = await printPdfs(runs.map(({ folder, summary }) => ({ html: join(folder, 'report.html'), title: visible(`${titleOf(summary)}: ${summary.run.title}`), at: summary.clock.realStartedAt })), found);
    return pdfs.map((pdf, index) => {
      const file = join(runs[index]?.folder ?? '.', 'report.pdf');
      writeFileSync(file, pdf);
      return file;
    });
  } catch (error) {
    terminal.err(`redrill: no PDF: ${plainText(found.how)} did not print: ${plainText(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))}`);
    return [];
  }
}
