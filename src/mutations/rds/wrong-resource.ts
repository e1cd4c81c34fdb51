import { hash } from 'node:crypto';
import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { randomToken } from '#kit/ids';
import { awaitBackupsEnded } from '#stores/backup/await-backups-ended';
import { runBackupJob } from '#stores/backup/run-backup-job';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { awaitAvailable } from '#stores/rds/await-instance';
import { describeInstance } from '#stores/rds/describe-instance';
import { rdsCode } from '#stores/rds/rds-code';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { unfitWithoutSnapshots } from './unfit.ts';
import { pointsOf, removePoint, saboteur, snapshotPoints } from './vault-content.ts';

const ID = 'wrong-resource';
const swap = spoilNewestPoint({ id: ID, mode: 'swap', means: 'holds the content of another instance', points: snapshotPoints, other: otherPoint });

/** The point of another instance is restored: the names look alike in the night. */
export const wrongResource: MutationModule = {
  id: ID,
  service: 'rds',
  title: 'the newest point holds the content of another instance',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  unfit: unfitWithoutSnapshots,
  ...swap,
  undo: async (context, store) => {
    await swap.undo(context, store);
    if (context.effects().some(({ id }) => id === otherEffect(store))) await removeOther(context, store);
  },
};

function otherEffect({ id }: StoreConfig): string {
  return `3-disrupt/mutation/${ID}/${id}/other`;
}

function otherPoint(context: DrillContext, store: StoreConfig): Promise<string> {
  return context.effect<string>({
    id: otherEffect(store),
    what: `make ${otherName(context, store)} and back it up`,
    destructive: false,
    // Making what is there already is answered by name, and the same token gives the same job.
    probe: async () => undefined,
    act: () => makeOther(context, store),
  });
}

/** A small instance of the same kind, and a point of it in the same vault. */
async function makeOther(context: DrillContext, store: StoreConfig): Promise<string> {
  const vault = ownVaultOf(store);
  const access = saboteur(context, vault);
  const identifier = otherName(context, store);
  const original = await describeInstance(access, context.binding(store.id).resource);
  try {
    await withRds(access, (client) => client.send(new (rdsSdk().CreateDBInstanceCommand)({
      DBInstanceIdentifier: identifier, DBName: original?.DBName, Engine: 'postgres', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: 20,
      MasterUsername: original?.MasterUsername ?? 'postgres', MasterUserPassword: randomToken(), PubliclyAccessible: false, BackupRetentionPeriod: 0,
    })));
  } catch (error) {
    if (rdsCode(error) !== 'DBInstanceAlreadyExists') throw error;
  }
  await awaitAvailable(context, access, identifier);
  const { account } = context.binding(store.id);
  const { point } = await runBackupJob(context, access, { vault: vault.resource, resourceArn: otherArn(context, store), roleArn: `arn:aws:iam::${account}:role/aws-backup`, token: `${context.run.id}/${ID}` });
  return point;
}

/** However far its making came: waits for a backup that is still running, deletes every point of it, then the instance itself. */
async function removeOther(context: DrillContext, store: StoreConfig): Promise<void> {
  const vault = ownVaultOf(store);
  const access = saboteur(context, vault);
  const identifier = otherName(context, store);
  await awaitBackupsEnded(context, access, otherArn(context, store));
  for (const { arn } of await pointsOf(context, vault, otherArn(context, store))) await removePoint(context, vault, arn);
  const instance = await describeInstance(access, identifier);
  if (instance === null || instance.DBInstanceStatus === 'deleting') return;
  await awaitAvailable(context, access, identifier);
  await withRds(access, (client) => client.send(new (rdsSdk().DeleteDBInstanceCommand)({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: true, DeleteAutomatedBackups: true })));
}

function otherArn(context: DrillContext, store: StoreConfig): string {
  const { region, account } = context.binding(store.id);
  return `arn:aws:rds:${region}:${account}:db:${otherName(context, store)}`;
}

const LONGEST = 63;
const MARK = 8;

/** The run's own: nobody else has an instance or points of that name, so all of them may go again. */
function otherName({ run: { id, token, folder } }: DrillContext, { resource }: StoreConfig): string {
  const suffix = `-staging-${hash('sha256', `${id} ${token ?? folder}`).slice(0, MARK)}`;
  return `${resource.slice(0, LONGEST - suffix.length).replace(/-+$/, '')}${suffix}`;
}
