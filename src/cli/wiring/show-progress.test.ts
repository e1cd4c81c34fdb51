import { expect, test } from 'vitest';
import { barOf, showProgress } from './show-progress.ts';

test.each([
  [{ what: 'X', doneBytes: 40_000_000, totalBytes: 160_000_000 }, 'X [######------------------]  25 %, 40 of 160 MB'],
  [{ what: 'X', doneBytes: 160_000_000, totalBytes: 160_000_000 }, 'X [########################] 100 %, 160 of 160 MB'],
  [{ what: 'X by mvn', doneBytes: 0, totalBytes: null }, 'X by mvn'],
  [{ what: 'X', doneBytes: 7_000_000, totalBytes: null }, 'X 7 MB'],
])('%j is told as %s', (progress, text) => {
  expect(barOf(progress)).toBe(text);
});

test('a terminal that cannot redraw gets one line for each step on standard error, a live one a bar that is wiped at the end', () => {
  const said: string[] = [];
  const terminal = (live: boolean) => ({ live, write: (text: string) => { said.push(`out ${text}`); }, err: (line: string) => { said.push(`err ${line}`); } });
  for (const live of [false, true]) {
    const { show, end } = showProgress(terminal(live));
    show({ what: 'A', doneBytes: 0, totalBytes: 4 });
    show({ what: 'A', doneBytes: 4, totalBytes: 4 });
    end();
  }
  expect(said).toEqual(['err redrill: fetching A', expect.stringContaining('  0 %'), expect.stringContaining('100 %'), 'out \r\u001b[K']);
});
