import { expect, it } from 'vitest';
import type { Runbook, RunbookStep } from '#contract/runbook';
import { waitedForLast } from './waited-for-last.ts';

const step = (n: number, lane: string | null, after: readonly string[] = []): RunbookStep => ({ n, title: `step ${n}`, line: n, uses: 'check', with: {}, as: null, lane, after, release: false, manual: null, shell: null });
const runbook = (...steps: readonly RunbookStep[]): Runbook => ({ path: 'r.md', sha256: '', title: 'R', text: '', steps, unbound: [] });
const shape = ({ steps }: Runbook): readonly string[] => steps.map(({ n, after }) => [n, ...after].join(' '));

it('lets what waited for a lane come before it, and that lane wait for it', () => {
  const turned = waitedForLast(runbook(step(1, null), step(2, 'database'), step(3, 'database'), step(4, 'files'), step(5, 'search'), step(6, 'search', ['database']), step(7, null)));
  expect(shape(turned)).toEqual(['1', '5', '6', '2 search', '3', '4', '7']);
});

it('leaves a document alone in which nothing waits', () => {
  const plain = runbook(step(1, null), step(2, 'a'), step(3, 'b'), step(4, null), step(5, null));
  expect(waitedForLast(plain).steps).toEqual(plain.steps);
});
