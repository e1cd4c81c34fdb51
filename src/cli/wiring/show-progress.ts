import type { OnProgress, Progress } from '#engines/fetch/progress';
import { plainText } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';

const CELLS = 24;

/** Tells how far a set-up is: a bar that is redrawn on a live terminal, else one line of standard error for each step. `end` leaves the terminal clean. */
export function showProgress(terminal: Pick<Terminal, 'live' | 'write' | 'err'>): { readonly show: OnProgress; end(): void } {
  let last: string | null = null;
  return {
    show: (progress) => {
      if (terminal.live) terminal.write(`\r\u001b[K${plainText(barOf(progress))}`);
      else if (progress.what !== last) terminal.err(`redrill: fetching ${plainText(progress.what)}`);
      last = progress.what;
    },
    end: () => {
      if (terminal.live && last !== null) terminal.write('\r\u001b[K');
      last = null;
    },
  };
}

/** `OpenSearch 3.8.0 [######------------------]  25 %, 40 of 160 MB`; only the name where nothing is counted. */
export function barOf({ what, doneBytes, totalBytes }: Progress): string {
  if (totalBytes === null || totalBytes <= 0) return doneBytes === 0 ? what : `${what} ${megabytes(doneBytes)} MB`;
  const share = Math.min(1, doneBytes / totalBytes);
  const full = Math.floor(share * CELLS);
  return `${what} [${'#'.repeat(full)}${'-'.repeat(CELLS - full)}] ${String(Math.floor(share * 100)).padStart(3)} %, ${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}
