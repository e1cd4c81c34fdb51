import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BegunEffect } from '#contract/modules';
import { fakeTable, fakeTables } from '#stores/dynamodb/testing/fake-tables';
import type { FakeTables } from '#stores/dynamodb/testing/fake-tables';
import { sampleTable } from '#stores/dynamodb/testing/sample-table';
import { moduleContext, PORTAL_DB } from '#stores/rds/testing/module-context';
import { restoreSafetyCopy } from './safety-restore.ts';

const BARE = sampleTable({ SSESpecification: null, StreamSpecification: null, TimeToLiveSpecification: null, PointInTimeRecoverySpecification: null, Tags: [] });
let account: FakeTables;
const pointers = new Map<string, string>();

vi.mock('#targets/clients', () => ({ dynamodbClient: () => account.client() }));
vi.mock('#targets/pointer', () => ({ writePointer: async (_: unknown, name: string, value: string) => { pointers.set(name, value); } }));
vi.mock('#stores/s3/with-s3', () => ({ withStore: async (_: unknown, work: (s3: unknown) => unknown) => work({ get: async () => ({ body: Buffer.from(JSON.stringify({ tableId: 'lost-0000001', backup: 'arn:safety', settings: BARE, followed: true })) }) }) }));

beforeEach(() => {
  account = fakeTables();
  pointers.clear();
});

const requests = (): readonly string[] => account.asked.map(({ name }) => name);

function recovered(tableId: string): Map<string, BegunEffect> {
  const id = '4-recover/dynamodb.restore-from-backup/DR-S1/made';
  return new Map([[id, { id, done: true, result: { name: 'portal-db', tableId } }]]);
}

describe('put-back of a table', () => {
  it('makes the lost one anew from the safety copy and sets both pointers', async () => {
    await restoreSafetyCopy(moduleContext().context, PORTAL_DB);
    expect([requests(), [...pointers]]).toEqual([['RestoreTableFromBackup'], [['/portal/stores/dr-s1', 'portal-db'], ['/portal/stores/dr-s1/stream', 'arn:stream']]]);
  });

  it('leaves a table alone that somebody restored by hand, also where this run made another one before', async () => {
    account.tables.set('portal-db', fakeTable('portal-db', { TableId: 'by-hand-0001' }));
    await expect(restoreSafetyCopy(moduleContext(recovered('recovery-0001')).context, PORTAL_DB)).rejects.toMatchObject({ code: 'safety.in-use', message: expect.stringContaining('redrill-safety-') });
    expect(account.asked).toEqual([]);
  });

  it('replaces what the recovery of this run made, keeps its last state, and lets the lease be looked at right before', async () => {
    account.tables.set('portal-db', fakeTable('portal-db', { TableId: 'recovery-0001' }));
    const { context, asked } = moduleContext(recovered('recovery-0001'));
    await restoreSafetyCopy(context, PORTAL_DB);
    expect(asked[0]).toEqual({ id: '5-put-back/replace/DR-S1/recovery-0001', destructive: true });
    expect(requests()).toEqual(['CreateBackup', 'DeleteTable', 'RestoreTableFromBackup']);
    expect(account.asked[0]?.input).toMatchObject({ BackupName: expect.stringMatching(/^redrill-replaced-.*-ery-0001$/) });
  });

  it('replaces none that is protected against deletion', async () => {
    account.tables.set('portal-db', fakeTable('portal-db', { TableId: 'recovery-0001', DeletionProtectionEnabled: true }));
    await expect(restoreSafetyCopy(moduleContext(recovered('recovery-0001')).context, PORTAL_DB)).rejects.toMatchObject({ code: 'safety.protected' });
    expect(account.asked).toEqual([]);
  });

  it('knows its own table again by the backup that it came from, when it was killed right after it had asked', async () => {
    account.tables.set('portal-db', fakeTable('portal-db', { TableId: 'put-back-0001', RestoreSummary: { SourceBackupArn: 'arn:safety', RestoreInProgress: false, RestoreDateTime: undefined } }));
    await restoreSafetyCopy(moduleContext().context, PORTAL_DB);
    expect([requests(), pointers.get('/portal/stores/dr-s1')]).toEqual([[], 'portal-db']);
  });
});
