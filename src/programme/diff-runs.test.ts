import { expect, it } from 'vitest';
import type { RunSummary } from '#contract/run-summary';
import { diffRuns } from './diff-runs.ts';
import { attempt } from './testing/attempt.ts';
import type { AttemptStory } from './testing/attempt.ts';

const run = (story: Partial<AttemptStory>, more: object = {}): RunSummary => ({ ...attempt({ at: '2026-10-02T00:00:00.000000Z', ...story }).summary, ...more }) as RunSummary;

it('two runs are compared by verdict, time with its parts, loss, versions and findings', () => {
  const a = run({ number: 1, verdict: 'fail-objective', findings: ['F-1', 'F-2'] });
  const b = run({ number: 2, findings: ['F-2', 'F-3'] }, { rta: { seconds: 1050 }, engines: [{ name: 'postgres', version: '18.5' }] });
  const diff = diffRuns(a, b);
  const changed = diff.rows.filter(({ change }) => change !== '').map(({ what, a: was, b: is, change }) => [what, was, is, change]);
  expect(changed).toEqual([['verdict', 'fail-objective', 'pass', 'changed'], ['time to recover', '37 min 30 s', '17 min 30 s', '20 min less'], ['DR-S1 verdict', 'fail-objective', 'pass', 'changed'], ['postgres', '18.4', '18.5', 'changed']]);
  expect([diff.findings.opened, diff.findings.closed, diff.findings.still].map((list) => list.map(({ id }) => id))).toEqual([['F-3'], ['F-1'], ['F-2']]);
  expect(diff.rows.find(({ what }) => what === 'data lost')).toMatchObject({ a: 'not measured', b: 'not measured', change: '' });
});

it('runs that can hardly be compared are compared with a word of caution', () => {
  const diff = diffRuns(run({}), run({ scenario: 'efs-loss', variant: 'pitr', mutation: 'x', stores: { 'DR-S4': 'pass' } }));
  expect(diff.cautions).toEqual(['scenario differs: rds-loss and efs-loss', 'variant differs: none and pitr', 'sabotage differs: none and x']);
  expect(diff.rows.filter(({ a, b }) => a === 'not drilled' || b === 'not drilled').map(({ what }) => what)).toEqual(['DR-S1', 'DR-S4']);
});
