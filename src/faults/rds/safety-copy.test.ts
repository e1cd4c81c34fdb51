import { beforeEach, expect, it, vi } from 'vitest';
import { fakeInstance, fakeRdsAccount } from '#stores/rds/testing/fake-rds-account';
import type { FakeRdsAccount } from '#stores/rds/testing/fake-rds-account';
import { moduleContext } from '#stores/rds/testing/module-context';
import { sampleSettings } from '#stores/rds/testing/sample-settings';
import { rdsSafetyCopy } from './safety-copy.ts';

let account: FakeRdsAccount;
let files: Map<string, string>;

vi.mock('#targets/clients', () => ({ rdsClient: () => account.client() }));
vi.mock('#stores/rds/database-size', () => ({ databaseSize: async () => ({ rows: 5, bytes: 50 }) }));
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

it('does not call a safety copy whole that a resumed run finds, when it is of another instance', async () => {
  account.snapshots.set('redrill-safety-0001-rds-loss-ab12cd34-dr-s1', { Status: 'available', DbiResourceId: 'db-LOST00000001', Encrypted: true });
  account.instances.set('portal-db', fakeInstance('portal-db', { DbiResourceId: 'db-OTHER0000001' }));
  const id = '2-baseline/safety-copy/DR-S1';
  const found = async (): Promise<unknown> => {
    const { context } = moduleContext(new Map([[id, { id, done: false, result: undefined }]]));
    return rdsSafetyCopy.make(context, context.binding('DR-S1'));
  };
  expect(await found()).toMatchObject({ verified: false, count: 5 });
  account.instances.set('portal-db', fakeInstance('portal-db'));
  expect(await found()).toMatchObject({ verified: true });
  expect(account.asked).toEqual([]);
});
