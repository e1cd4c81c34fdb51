import { beforeEach, expect, it, vi } from 'vitest';
import type { BegunEffect } from '#contract/modules';
import { fakeInstance, fakeRdsAccount } from '#stores/rds/testing/fake-rds-account';
import type { FakeRdsAccount } from '#stores/rds/testing/fake-rds-account';
import { moduleContext, PORTAL_DB } from '#stores/rds/testing/module-context';
import { wrongResource } from './wrong-resource.ts';

let account: FakeRdsAccount;
/** ARN of a point -> the ARN of what it was made of, oldest first. */
let points: Map<string, string>;
/** States in which the jobs of the other instance are found, one look after the other. */
let jobs: string[];
let damaged: unknown[];

vi.mock('#targets/clients', () => ({
  rdsClient: () => account.client(),
  backupClient: () => ({ destroy: () => undefined, send: async ({ constructor, input }: { constructor: { name: string }; input: Record<string, string> }) => BACKUP[constructor.name]?.(input) }),
}));

const DB = 'arn:aws:rds:us-west-2:111111111111:db:';
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 2, 9);

const BACKUP: Readonly<Record<string, (input: Record<string, string>) => unknown>> = {
  ListRecoveryPointsByBackupVaultCommand: ({ ByResourceArn }) => ({
    RecoveryPoints: [...points].flatMap(([RecoveryPointArn, ResourceArn], n) => {
      const at = new Date(START_MS + n * MINUTE_MS);
      return ResourceArn === ByResourceArn ? [{ RecoveryPointArn, ResourceArn, CreationDate: at, CompletionDate: at, Status: 'COMPLETED' }] : [];
    }),
  }),
  StartBackupJobCommand: ({ ResourceArn }) => {
    points.set('point-of-other', ResourceArn ?? '');
    // The plan's own job ends while the other instance is backed up.
    points.set('newest', `${DB}portal-db`);
    return { BackupJobId: 'job' };
  },
  DescribeBackupJobCommand: () => ({ State: 'COMPLETED', RecoveryPointArn: 'point-of-other' }),
  ListBackupJobsCommand: () => ({ BackupJobs: [{ State: jobs.shift() ?? 'COMPLETED' }] }),
  DeleteRecoveryPointCommand: ({ RecoveryPointArn }) => { points.delete(RecoveryPointArn ?? ''); },
};

beforeEach(() => {
  account = fakeRdsAccount();
  account.instances.set('portal-db', fakeInstance('portal-db'));
  points = new Map([['older', `${DB}portal-db`]]);
  jobs = [];
  damaged = [];
});

const life = (begun?: Map<string, BegunEffect>): ReturnType<typeof moduleContext> => moduleContext(begun, async (_method, input) => { damaged.push(input); return {}; });
const others = (): readonly string[] => [...account.instances.keys()].filter((name) => name !== 'portal-db');

/** Forgets the end of every effect from one on, as a kill in the middle of it does. */
function killedIn(begun: Map<string, BegunEffect>, effect: string): Map<string, BegunEffect> {
  const ids = [...begun.keys()];
  const at = ids.indexOf(effect);
  return new Map(ids.slice(0, at + 1).map((id) => [id, id === effect ? { id, done: false, result: undefined } : begun.get(id) ?? { id, done: false, result: undefined }]));
}

it('damages the point that is the newest once the other instance is backed up, and takes away that one and all of the other', async () => {
  const { context } = life();
  await wrongResource.sabotage?.(context, PORTAL_DB);
  expect(damaged).toEqual([{ recoveryPointArn: 'newest', mode: 'swap', other: 'point-of-other' }]);
  await wrongResource.undo?.(context, PORTAL_DB);
  expect([[...points.keys()], others()]).toEqual([['older'], []]);
});

it.each(['3-disrupt/mutation/wrong-resource/DR-S1/other', '3-disrupt/mutation/wrong-resource/DR-S1/point'])('takes no healthy point away when it was cut off in %s, and leaves nothing of the other instance', async (effect) => {
  const { context, begun } = life();
  await wrongResource.sabotage?.(context, PORTAL_DB);
  jobs = ['RUNNING', 'RUNNING'];
  await wrongResource.undo?.(life(killedIn(begun, effect)).context, PORTAL_DB);
  expect([[...points.keys()], others(), jobs]).toEqual([['older', 'newest'], [], []]);
});
