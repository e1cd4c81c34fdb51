import { beforeEach, expect, it, vi } from 'vitest';
import { fakeInstance, fakeRdsAccount } from '#stores/rds/testing/fake-rds-account';
import type { FakeRdsAccount } from '#stores/rds/testing/fake-rds-account';
import { moduleContext, PORTAL_DB } from '#stores/rds/testing/module-context';
import { protectedInstance } from './protected.ts';

let account: FakeRdsAccount;

vi.mock('#targets/clients', () => ({ rdsClient: () => account.client() }));

beforeEach(() => { account = fakeRdsAccount(); });

const isProtected = (): boolean | undefined => account.instances.get('portal-db')?.DeletionProtection;

it.each([[true, 0], [false, 2]])('leaves deletion protection as its owner had it (%s)', async (wasOn, requests) => {
  account.instances.set('portal-db', fakeInstance('portal-db', { DeletionProtection: wasOn }));
  const { context } = moduleContext();
  await protectedInstance.arrange?.(context, PORTAL_DB);
  expect(isProtected()).toBe(true);
  await protectedInstance.undo?.(context, PORTAL_DB);
  expect([isProtected(), account.asked.length]).toEqual([wasOn, requests]);
});

it('takes its own protection away also when it was killed right after it had switched it on', async () => {
  account.instances.set('portal-db', fakeInstance('portal-db'));
  const first = moduleContext();
  await protectedInstance.arrange?.(first.context, PORTAL_DB);
  const id = '1-prepare/variant/protected/DR-S1';
  first.begun.set(id, { id, done: false, result: undefined });
  const { context } = moduleContext(first.begun);
  await protectedInstance.arrange?.(context, PORTAL_DB);
  await protectedInstance.undo?.(context, PORTAL_DB);
  expect(isProtected()).toBe(false);
});

it('takes nothing away where nothing was arranged', async () => {
  account.instances.set('portal-db', fakeInstance('portal-db', { DeletionProtection: true }));
  await protectedInstance.undo?.(moduleContext().context, PORTAL_DB);
  expect([isProtected(), account.asked]).toEqual([true, []]);
});
