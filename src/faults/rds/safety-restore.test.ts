import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BegunEffect } from '#contract/modules';
import { fakeInstance, fakeRdsAccount } from '#stores/rds/testing/fake-rds-account';
import type { FakeRdsAccount } from '#stores/rds/testing/fake-rds-account';
import { moduleContext, PORTAL_DB } from '#stores/rds/testing/module-context';
import type { ModuleContext } from '#stores/rds/testing/module-context';
import { sampleSettings } from '#stores/rds/testing/sample-settings';
import { restoreSafetyCopy } from './safety-restore.ts';

let account: FakeRdsAccount;
let files: Map<string, string>;

vi.mock('#targets/clients', () => ({ rdsClient: () => account.client() }));
vi.mock('#targets/pointer', () => ({ writePointer: async () => undefined }));
vi.mock('#stores/rds/set-password', () => ({ setPasswords: async () => [] }));
vi.mock('#stores/rds/apply-instance-settings', () => ({ applyInstanceSettings: async () => ({ changed: [], rebooted: false }) }));
vi.mock('#stores/s3/with-s3', () => ({
  withStore: async (_: unknown, work: (s3: unknown) => unknown) => work({
    head: async ({ key }: { key: string }) => (files.has(key) ? {} : null),
    get: async ({ key }: { key: string }) => ({ body: Buffer.from(files.get(key) ?? '') }),
    put: async ({ key }: { key: string }, body: Buffer) => { files.set(key, body.toString()); },
  }),
}));

const OWN = '0001-rds-loss-ab12cd34';
const MADE = `${OWN}/DR-S1/put-back.txt`;
const SNAPSHOT = 'redrill-safety-0001-rds-loss-ab12cd34-dr-s1';

beforeEach(() => {
  account = fakeRdsAccount();
  account.snapshots.set(SNAPSHOT, { Status: 'available', DbiResourceId: 'db-LOST00000001', Encrypted: true });
  files = new Map([[`${OWN}/DR-S1/instance.json`, JSON.stringify({ resourceId: 'db-LOST00000001', settings: sampleSettings() })]]);
});

function recovered(resourceId: string): Map<string, BegunEffect> {
  const id = '4-recover/rds.restore-from-backup/DR-S1/made';
  return new Map([[id, { id, done: true, result: { identifier: 'portal-db', resourceId } }]]);
}

const requests = (): readonly string[] => account.asked.map(({ name }) => name);

describe('put-back under a name that is in use', () => {
  it('leaves an instance alone that somebody restored by hand, also where this run made another one before', async () => {
    account.instances.set('portal-db', fakeInstance('portal-db', { DbiResourceId: 'db-BYHAND000001' }));
    await expect(restoreSafetyCopy(moduleContext(recovered('db-RECOVERY0001')).context, PORTAL_DB)).rejects.toMatchObject({ code: 'safety.in-use', message: expect.stringContaining(SNAPSHOT) });
    expect(account.asked).toEqual([]);
  });

  it('leaves it alone also when an earlier put-back has kept a snapshot and was cut off', async () => {
    account.instances.set('portal-db', fakeInstance('portal-db', { DbiResourceId: 'db-BYHAND000001', TagList: [{ Key: 'redrill:run', Value: 'another run' }] }));
    account.snapshots.set('redrill-replaced-0001-rds-loss-ab12cd34-dr-s1', { Status: 'available' });
    await expect(restoreSafetyCopy(moduleContext().context, PORTAL_DB)).rejects.toMatchObject({ code: 'safety.in-use' });
    expect(account.asked).toEqual([]);
  });

  it('replaces what this run\'s recovery made, keeps its last state, and lets the lease be looked at right before', async () => {
    account.instances.set('portal-db', fakeInstance('portal-db', { DbiResourceId: 'db-RECOVERY0001' }));
    const { context, asked } = moduleContext(recovered('db-RECOVERY0001'));
    await restoreSafetyCopy(context, PORTAL_DB);
    const leaves = 'redrill-replaced-0001-rds-loss-ab12cd34-dr-s1-very0001';
    expect(asked[0]).toEqual({ id: '5-put-back/replace/DR-S1/db-RECOVERY0001', destructive: true });
    expect(account.asked[0]).toEqual({ name: 'DeleteDBInstance', input: { DBInstanceIdentifier: 'portal-db', DeleteAutomatedBackups: true, SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: leaves } });
    expect(context.effects().find(({ id }) => id.startsWith('5-put-back/replace/'))).toMatchObject({ result: { leaves } });
    expect(requests()).toEqual(['DeleteDBInstance', 'RestoreDBInstanceFromDBSnapshot', 'RemoveTagsFromResource']);
    expect(files.get(MADE)).toBe('db-PUTBACK00001');
  });

  it('does not delete an instance that took the name after the look', async () => {
    account.instances.set('portal-db', fakeInstance('portal-db', { DbiResourceId: 'db-RECOVERY0001' }));
    const module: ModuleContext = moduleContext(recovered('db-RECOVERY0001'));
    const effect: typeof module.context.effect = async (one) => {
      account.instances.set('portal-db', fakeInstance('portal-db', { DbiResourceId: 'db-BYHAND000001' }));
      return module.context.effect(one);
    };
    const context = Object.create(module.context, { effect: { value: effect } }) as typeof module.context;
    await expect(restoreSafetyCopy(context, PORTAL_DB)).rejects.toMatchObject({ code: 'rds.other-instance' });
    expect(account.asked).toEqual([]);
  });

  it('knows its own instance again when it was killed before that was noted', async () => {
    account.instances.set('portal-db', fakeInstance('portal-db', { DbiResourceId: 'db-PUTBACK00001', TagList: [{ Key: 'redrill:run', Value: OWN }] }));
    await restoreSafetyCopy(moduleContext().context, PORTAL_DB);
    expect([requests(), files.get(MADE)]).toEqual([['RemoveTagsFromResource'], 'db-PUTBACK00001']);
  });

  it('does not take an instance for its own that somebody made while the restore was asked for', async () => {
    const { context } = moduleContext();
    account.refusals.set('RestoreDBInstanceFromDBSnapshot', ['DBInstanceAlreadyExists']);
    const client = account.client;
    account.client = () => ({ ...client(), send: async (command) => {
      if (command.constructor.name === 'RestoreDBInstanceFromDBSnapshotCommand') account.instances.set('portal-db', fakeInstance('portal-db', { DbiResourceId: 'db-BYHAND000001' }));
      return client().send(command);
    } });
    await expect(restoreSafetyCopy(context, PORTAL_DB)).rejects.toMatchObject({ code: 'safety.in-use' });
    expect(files.has(MADE)).toBe(false);
  });
});
