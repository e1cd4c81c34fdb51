import { expect, it } from 'vitest';
import { configSchema } from '#contract/config.schema';
import { drillState } from './drill-state.ts';
import { attempt } from './testing/attempt.ts';
import type { AttemptStory } from './testing/attempt.ts';

const { programme } = configSchema.def.in.shape;
const QUARTERLY = {};
const NOW = '2026-11-22T12:00:00.000000Z';

/** Quarterly: the newest date before NOW is 1 October, the next one 1 January; a week of grace. */
function stateOf(entry: object, stories: readonly AttemptStory[], { now = NOW, change = null as { readonly at: string; readonly what: string } | null } = {}) {
  const [parsed] = programme.parse([{ id: 'database', scenarios: ['rds-loss'], ...entry }]);
  if (parsed === undefined) throw new Error('no entry');
  return drillState({ entry: parsed, scenario: 'rds-loss', variant: null, stores: ['DR-S1'], runs: stories.map((story, i) => attempt({ number: i + 1, ...story })), now, change });
}

it.each([
  ['was never run', QUARTERLY, [], 'overdue'],
  ['was never run and begins later', { from: '2027-01-01' }, [], 'planned'],
  ['was never run and began within the grace', { every: 'P30D', from: '2026-11-20' }, [], 'due'],
  ['passed after its date', QUARTERLY, [{ at: '2026-10-03T08:00:00.000000Z' }], 'done'],
  ['passed in the quarter before', QUARTERLY, [{ at: '2026-07-03T08:00:00.000000Z' }], 'overdue'],
  ['failed after its date and passed before', QUARTERLY, [{ at: '2026-07-03T08:00:00.000000Z' }, { at: '2026-10-03T08:00:00.000000Z', verdict: 'fail-objective' }], 'stale'],
  ['failed and never passed', QUARTERLY, [{ at: '2026-10-03T08:00:00.000000Z', verdict: 'fail-integrity' }], 'stale'],
  ['passed, but only with a sabotage', QUARTERLY, [{ at: '2026-10-03T08:00:00.000000Z', mutation: 'one-missing' }], 'overdue'],
  ['passed in another form', QUARTERLY, [{ at: '2026-10-03T08:00:00.000000Z', variant: 'pitr' }], 'overdue'],
  ['of another scenario passed', QUARTERLY, [{ at: '2026-10-03T08:00:00.000000Z', scenario: 'efs-loss' }], 'overdue'],
  ['was refused, aborted and inconclusive', QUARTERLY, [{ at: '2026-10-03T08:00:00.000000Z', verdict: 'refused' }, { at: '2026-10-04T08:00:00.000000Z', verdict: 'aborted' }, { at: '2026-10-05T08:00:00.000000Z', verdict: 'inconclusive' }], 'overdue'],
  ['passed longer ago than it counts', { freshFor: 'P30D' }, [{ at: '2026-10-03T08:00:00.000000Z' }], 'stale'],
  ['has its date yesterday', { every: 'day 21 12:00' }, [{ at: '2026-10-25T08:00:00.000000Z' }], 'due'],
  ['has its date nine days ago', { every: 'day 13 12:00' }, [{ at: '2026-10-25T08:00:00.000000Z' }], 'overdue'],
] as const)('a drill that %s (%j) is told so', (_, entry, stories, status) => {
  const state = stateOf(entry, stories);
  expect(state.status, state.why).toBe(status);
});

it('a pass counts until the next date and its grace, and a change shortens that', () => {
  const passed = [{ at: '2026-10-03T08:00:00.000000Z' }];
  expect(stateOf(QUARTERLY, passed)).toMatchObject({ freshUntil: '2027-01-08T03:00:00.000000Z', nextAt: '2027-01-01T03:00:00.000000Z', dueSince: null });
  const change = { at: '2026-11-20T09:00:00.000000Z', what: 'src/db abc1234' };
  expect(stateOf(QUARTERLY, passed, { change })).toMatchObject({ status: 'due', dueSince: change.at, freshUntil: '2026-11-27T09:00:00.000000Z', why: expect.stringContaining('a change on 2026-11-20 (src/db abc1234)') as unknown });
  expect(stateOf(QUARTERLY, passed, { change, now: '2026-11-28T00:00:00.000000Z' }).status).toBe('overdue');
  expect(stateOf(QUARTERLY, [...passed, { at: '2026-11-21T00:00:00.000000Z' }], { change }).status).toBe('done');
});

it('a drill on the very moment of its date is done, one a second before is not', () => {
  const every = { every: 'first Saturday 03:00 Europe/Berlin', from: '2026-11-01' };
  expect(stateOf(every, [{ at: '2026-11-07T02:00:00.000000Z' }]).status).toBe('done');
  expect(stateOf(every, [{ at: '2026-11-07T01:59:59.000000Z' }]).status).toBe('overdue');
});
