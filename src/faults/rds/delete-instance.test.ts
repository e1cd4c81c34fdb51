import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeInstance, fakeRdsAccount } from '#stores/rds/testing/fake-rds-account';
import type { FakeRdsAccount } from '#stores/rds/testing/fake-rds-account';
import { moduleContext } from '#stores/rds/testing/module-context';
import { sampleSettings } from '#stores/rds/testing/sample-settings';
import { deleteInstance } from './delete-instance.ts';

let account: FakeRdsAccount;
let files: Map<string, string>;

vi.mock('#targets/clients', () => ({ rdsClient: () => account.client() }));
vi.mock('#stores/s3/with-s3', () => ({
  withStore: async (_: unknown, work: (s3: unknown) => unknown) => work({
    head: async ({ key }: { key: string }) => (files.has(key) ? {} : null),
    get: async ({ key }: { key: string }) => ({ body: Buffer.from(files.get(key) ?? '') }),
  }),
}));

beforeEach(() => {
  account = fakeRdsAccount();
  files = new Map([['0001-rds-loss-ab12cd34/DR-S1/instance.json', JSON.stringify({ resourceId: 'db-LOST00000001', settings: sampleSettings() })]]);
});

const requests = (): readonly string[] => account.asked.map(({ name }) => name);

describe('deleting an instance', () => {
  const ARGS = { store: 'DR-S1', automatedBackups: 'delete' } as const;

  it('asks again while RDS is busy, each time past all guards, and gives up after a few tries', async () => {
    account.instances.set('portal-db', fakeInstance('portal-db'));
    account.refusals.set('DeleteDBInstance', Array.from({ length: 9 }, () => 'InvalidDBInstanceState'));
    const { context, asked } = moduleContext();
    await expect(deleteInstance.inject(context, ARGS)).rejects.toMatchObject({ code: 'fault.not-deleted' });
    expect([requests().length, asked.length, new Set(asked.map(({ destructive }) => destructive))]).toEqual([5, 5, new Set([true])]);
  });

  it('waits until the instance is available before it intends anything', async () => {
    account.instances.set('portal-db', fakeInstance('portal-db', { DBInstanceStatus: 'backing-up' }));
    const { context, asked } = moduleContext();
    await expect(deleteInstance.inject(context, ARGS)).rejects.toMatchObject({ code: 'fault.not-deleted' });
    expect([asked, requests()]).toEqual([[], []]);
  });

  it.each([
    ['is another one than the safety copy holds', { DbiResourceId: 'db-OTHER0000001' }, 'rds.other-instance'],
    ['is no longer tagged for drills', { TagList: [] }, 'guard.opt-in-tag'],
    ['was protected since', { DeletionProtection: true }, 'guard.deletion-protection'],
  ])('is refused when the instance of that name %s, also right before the request', async (_, now, code) => {
    account.instances.set('portal-db', fakeInstance('portal-db', now));
    await expect(deleteInstance.inject(moduleContext().context, ARGS)).rejects.toMatchObject({ code });
    account.instances.set('portal-db', fakeInstance('portal-db'));
    const { context } = moduleContext();
    const late = Object.create(context, { effect: { value: async (one: Parameters<typeof context.effect>[0]) => { account.instances.set('portal-db', fakeInstance('portal-db', now)); return one.act('token'); } } }) as typeof context;
    await expect(deleteInstance.inject(late, ARGS)).rejects.toMatchObject({ code });
    expect(requests()).toEqual([]);
  });

  it('is refused without a safety copy', async () => {
    account.instances.set('portal-db', fakeInstance('portal-db'));
    files.clear();
    await expect(deleteInstance.inject(moduleContext().context, ARGS)).rejects.toMatchObject({ code: 'fault.no-safety-copy' });
  });
});
