import { beforeEach, expect, it, vi } from 'vitest';
import { fakeTable, fakeTables } from '#stores/dynamodb/testing/fake-tables';
import type { FakeTables } from '#stores/dynamodb/testing/fake-tables';
import { moduleContext, PORTAL_DB } from '#stores/rds/testing/module-context';
import { protectedTable } from './protected-table.ts';

let account: FakeTables;

vi.mock('#targets/clients', () => ({ dynamodbClient: () => account.client() }));

beforeEach(() => { account = fakeTables(); });

const isProtected = (): boolean | undefined => account.tables.get('portal-db')?.DeletionProtectionEnabled;

it.each([[true, 0], [false, 2]])('leaves deletion protection as its owner had it (%s)', async (wasOn, requests) => {
  account.tables.set('portal-db', fakeTable('portal-db', { DeletionProtectionEnabled: wasOn }));
  const { context } = moduleContext();
  await protectedTable.arrange?.(context, PORTAL_DB);
  expect(isProtected()).toBe(true);
  await protectedTable.undo?.(context, PORTAL_DB);
  expect([isProtected(), account.asked.length]).toEqual([wasOn, requests]);
});

it('takes its own protection away also when it was killed right after it had switched it on, and none where nothing was arranged', async () => {
  account.tables.set('portal-db', fakeTable('portal-db'));
  const first = moduleContext();
  await protectedTable.arrange?.(first.context, PORTAL_DB);
  await protectedTable.undo?.(moduleContext().context, PORTAL_DB);
  expect(isProtected()).toBe(true);
  const id = '1-prepare/variant/protected/DR-S1';
  first.begun.set(id, { id, done: false, result: undefined });
  await protectedTable.undo?.(moduleContext(first.begun).context, PORTAL_DB);
  expect(isProtected()).toBe(false);
});
