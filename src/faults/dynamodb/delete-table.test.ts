import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeTable, fakeTables } from '#stores/dynamodb/testing/fake-tables';
import type { FakeTables } from '#stores/dynamodb/testing/fake-tables';
import { moduleContext } from '#stores/rds/testing/module-context';
import { sampleTable } from '#stores/dynamodb/testing/sample-table';
import { deleteTable } from './delete-table.ts';

const ARGS = { store: 'DR-S2' } as const;
let account: FakeTables;
let files: Map<string, string>;

vi.mock('#targets/clients', () => ({ dynamodbClient: () => account.client() }));
vi.mock('#stores/s3/with-s3', () => ({
  withStore: async (_: unknown, work: (s3: unknown) => unknown) => work({
    head: async ({ key }: { key: string }) => (files.has(key) ? {} : null),
    get: async ({ key }: { key: string }) => ({ body: Buffer.from(files.get(key) ?? '') }),
  }),
}));

beforeEach(() => {
  account = fakeTables();
  // The context's binding names it so.
  account.tables.set('portal-db', fakeTable('portal-db'));
  files = new Map([['0001-rds-loss-ab12cd34/DR-S2/table.json', JSON.stringify({ tableId: 'lost-0000001', backup: 'arn:safety', settings: sampleTable(), followed: true })]]);
});

const requests = (): readonly string[] => account.asked.map(({ name }) => name);

describe('deleting a table', () => {
  it('asks again while DynamoDB is busy, each time past all guards, and gives up after a few tries', async () => {
    account.refusals.set('DeleteTable', Array.from({ length: 9 }, () => 'ResourceInUseException'));
    const { context, asked } = moduleContext();
    await expect(deleteTable.inject(context, ARGS)).rejects.toMatchObject({ code: 'fault.not-deleted' });
    expect([requests().length, asked.length, new Set(asked.map(({ destructive }) => destructive))]).toEqual([5, 5, new Set([true])]);
  });

  it('waits until the table is ACTIVE before it intends anything', async () => {
    account.tables.set('portal-db', fakeTable('portal-db', { TableStatus: 'UPDATING' }));
    const { context, asked } = moduleContext();
    await expect(deleteTable.inject(context, ARGS)).rejects.toMatchObject({ code: 'fault.not-deleted' });
    expect([asked, requests()]).toEqual([[], []]);
  });

  it.each([
    ['is another one than the safety copy holds', () => { account.tables.set('portal-db', fakeTable('portal-db', { TableId: 'other-000001' })); }, 'dynamodb.other-table'],
    ['is no longer tagged for drills', () => { account.tags.length = 0; }, 'guard.opt-in-tag'],
    ['was protected since', () => { account.tables.set('portal-db', fakeTable('portal-db', { DeletionProtectionEnabled: true })); }, 'guard.deletion-protection'],
  ])('is refused when the table of that name %s, also right before the request', async (_, change, code) => {
    const { context } = moduleContext();
    const late = Object.create(context, { effect: { value: async (one: Parameters<typeof context.effect>[0]) => { change(); return one.act('token'); } } }) as typeof context;
    await expect(deleteTable.inject(late, ARGS)).rejects.toMatchObject({ code });
    await expect(deleteTable.inject(moduleContext().context, ARGS)).rejects.toMatchObject({ code });
    expect(requests()).toEqual([]);
  });

  it('is refused without a safety copy, and finds nothing to break where there is no table', async () => {
    files.clear();
    await expect(deleteTable.inject(moduleContext().context, ARGS)).rejects.toMatchObject({ code: 'fault.no-safety-copy' });
    account.tables.clear();
    expect(await deleteTable.targets(moduleContext().context, ARGS)).toEqual([]);
  });
});
