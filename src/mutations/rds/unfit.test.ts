import { expect, it } from 'vitest';
import type { StoreConfig } from '#contract/config.schema';
import { mutations } from '#mutations/table';
import { PORTAL_DB } from '#stores/rds/testing/module-context';

const [DAILY] = PORTAL_DB.backups;
const BACKUPS: Readonly<Record<string, StoreConfig['backups']>> = {
  daily: PORTAL_DB.backups,
  continuous: PORTAL_DB.backups.map((backup) => ({ ...backup, continuous: true }) as StoreConfig['backups'][number]),
  automated: [{ id: 'automated', kind: 'rds-automated', title: 'automated', account: 'platform', region: 'us-west-2', resource: 'portal-db', schedule: DAILY?.schedule ?? '', every: 'PT5M', retention: 'P7D' }],
};

it.each([
  ['daily', []],
  ['continuous', ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource']],
  ['automated', ['empty-backup', 'missing-grant', 'stale-point', 'truncated-copy', 'wrong-resource']],
])('says which sabotages of a database have nothing to spoil where the %s backups serve', (way, unfit) => {
  const ofRds = [...mutations.values()].filter(({ service }) => service === 'rds');
  expect(ofRds.filter((mutation) => typeof mutation.unfit?.({ ...PORTAL_DB, backups: BACKUPS[way] ?? [] }) === 'string').map(({ id }) => id).sort()).toEqual(unfit);
});
