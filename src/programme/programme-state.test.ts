import { expect, it } from 'vitest';
import type { FindingState } from '#contract/findings';
import { configSchema } from '#contract/config.schema';
import type { ResolvedConfig } from '#contract/config.schema';
import { programmeState } from './programme-state.ts';
import { attempt } from './testing/attempt.ts';

const NOW = '2026-11-22T12:00:00.000000Z';
const platform = { name: 'P', stores: [{ id: 'DR-S1', title: 'Database' }, { id: 'DR-S2', title: 'Documents' }] } as unknown as ResolvedConfig['platform'];
const programme = configSchema.def.in.shape.programme.parse([{ id: 'database', scenarios: ['rds-loss'], variants: ['default', 'pitr'] }, { id: 'all', scenarios: ['region-outage'] }]);
const scenarios = [{ id: 'rds-loss', stores: ['DR-S1'] }, { id: 'region-outage', stores: ['DR-S1', 'DR-S2'] }, { id: 'table-loss', stores: ['DR-S2'] }];
const runs = [
  attempt({ number: 1, at: '2026-07-02T00:00:00.000000Z', verdict: 'fail-objective', findings: ['F-1', 'F-2'] }),
  attempt({ number: 2, at: '2026-08-02T00:00:00.000000Z', verdict: 'fail-objective', findings: ['F-2'] }),
  attempt({ number: 3, at: '2026-09-02T00:00:00.000000Z', verdict: 'refused' }),
  attempt({ number: 4, at: '2026-10-02T00:00:00.000000Z', verdict: 'fail-objective', findings: ['F-1', 'F-2'] }),
  attempt({ number: 5, at: '2026-10-03T00:00:00.000000Z', verdict: 'fail-integrity', mutation: 'one-missing', findings: ['F-9'] }),
  attempt({ number: 6, at: '2026-10-04T00:00:00.000000Z', scenario: 'region-outage', verdict: 'fail-objective', stores: { 'DR-S1': 'fail-objective', 'DR-S2': 'pass' } }),
];

it('the programme has a row for each form of each scenario and a cell for each store of each scenario', () => {
  const state = programmeState({ config: { platform, programme }, scenarios, runs, changes: new Map(), now: NOW });
  expect(state.drills.map(({ entry, scenario, variant, status }) => [entry, scenario, variant, status])).toEqual([['database', 'rds-loss', null, 'stale'], ['database', 'rds-loss', 'pitr', 'overdue'], ['all', 'region-outage', null, 'stale']]);
  expect(state.coverage.map(({ store, scenario, state: cell, lastPass }) => [store, scenario, cell, lastPass?.number ?? null])).toEqual([['DR-S1', 'rds-loss', 'never', null], ['DR-S1', 'region-outage', 'never', null], ['DR-S2', 'region-outage', 'stale', 6], ['DR-S2', 'table-loss', 'not-planned', null]]);
});

it('a finding is as old as its unbroken row of runs, and sabotaged or refused runs neither open nor close one', () => {
  const { findings } = programmeState({ config: { platform, programme }, scenarios, runs, changes: new Map(), now: NOW });
  expect(findings.map(({ id, first, last, ageDays }) => [id, first.number, last.number, ageDays])).toEqual([['F-2', 1, 4, 143], ['F-1', 4, 4, 51]]);
});

it('a finding stands with the owner and date that the register knows', () => {
  const register = [{ id: 'F-2', owner: 'ann', due: '2026-11-01', overdueDays: 21 } as FindingState];
  const { findings } = programmeState({ config: { platform, programme }, scenarios, runs, changes: new Map(), register, now: NOW });
  expect(findings.map(({ id, owner, due, overdueDays }) => [id, owner, due, overdueDays])).toEqual([['F-2', 'ann', '2026-11-01', 21], ['F-1', null, null, 0]]);
});
