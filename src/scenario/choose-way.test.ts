import { describe, expect, test } from 'vitest';
import type { ResolvedConfig } from '#contract/config.schema';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { chooseWay } from './choose-way.ts';

const CONFIG = { platform: { stores: [{ id: 'DR-S1', backups: [{ id: 'daily' }, { id: 'continuous' }] }, { id: 'DR-S5', backups: [{ id: 'copy' }] }] } } as unknown as ResolvedConfig;

function scenario(ways: ResolvedScenario['ways']): ResolvedScenario {
  return { id: 'rds-loss', file: '/p/scenarios/rds-loss.ts', runbook: 'runbooks/a.md', runbookPath: '/p/scenarios/runbooks/a.md', stores: ['DR-S1'], variants: ['pitr'], faults: [{ uses: 'plain', with: {} }], ways } as unknown as ResolvedScenario;
}

const backupsOf = (config: ResolvedConfig, store: string): readonly string[] => config.platform.stores.find(({ id }) => id === store)?.backups.map(({ id }) => id) ?? [];

describe('the way through a variant', () => {
  test('the plain form sees the backups of `default`, and stores of other scenarios keep theirs', () => {
    const { config, scenario: chosen, problems } = chooseWay(scenario({ default: { backups: ['daily'] }, pitr: { backups: ['continuous'] } }), null, CONFIG);
    expect([backupsOf(config, 'DR-S1'), backupsOf(config, 'DR-S5')]).toEqual([['daily'], ['copy']]);
    expect([chosen.runbookPath, problems]).toEqual(['/p/scenarios/runbooks/a.md', []]);
  });

  test('a variant replaces document, fault and backups, and takes the rest from `default`', () => {
    const ways = { default: { backups: ['daily'], faults: [{ uses: 'base', with: {} }] }, pitr: { runbook: 'runbooks/b.md', backups: ['continuous', 'daily'] } };
    const { config, scenario: chosen } = chooseWay(scenario(ways), 'pitr', CONFIG);
    expect(backupsOf(config, 'DR-S1')).toEqual(['continuous', 'daily']);
    expect([chosen.runbookPath, chosen.faults[0]?.uses]).toEqual(['/p/scenarios/runbooks/b.md', 'base']);
  });

  test('without a way everything stays as the scenario and the config say', () => {
    const { config, scenario: chosen } = chooseWay(scenario({}), 'pitr', CONFIG);
    expect([backupsOf(config, 'DR-S1'), chosen.faults[0]?.uses]).toEqual([['daily', 'continuous'], 'plain']);
  });

  test('names that lead nowhere are told with the nearest known one', () => {
    const { problems } = chooseWay(scenario({ pitrr: {}, pitr: { backups: ['continous'] } }), null, CONFIG);
    expect(problems).toEqual([expect.stringContaining('ways.pitrr is no variant'), expect.stringMatching(/"continous".*continuous/)]);
  });
});
