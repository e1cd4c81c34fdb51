import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { randomToken } from '#kit/ids';
import { runBackupJob } from '#stores/backup/run-backup-job';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { awaitAvailable } from '#stores/rds/await-instance';
import { describeInstance } from '#stores/rds/describe-instance';
import { rdsCode } from '#stores/rds/rds-code';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import { spoilPoint } from './spoil-point.ts';
import { removePoint, saboteur } from './vault-content.ts';

const ID = 'wrong-resource';
const swap = spoilPoint({ id: ID, mode: 'swap', means: 'holds the content of another instance', other: (context, store) => otherPoint(context, store, () => makeOther(context, store)) });

/** The point of another instance is restored: the names look alike in the night. */
export const wrongResource: MutationModule = {
  id: ID,
  service: 'rds',
  title: 'the newest point holds the content of another instance',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  ...swap,
  undo: async (context, store) => {
    await swap.undo(context, store);
    const point = await otherPoint(context, store, async () => '');
    if (point !== '') await removePoint(context, ownVaultOf(store), point);
    await removeOther(context, store);
  },
};

function otherPoint(context: DrillContext, store: StoreConfig, make: () => Promise<string>): Promise<string> {
  return context.effect<string>({
    id: `3-disrupt/mutation/${ID}/${store.id}/other`,
    what: `make ${otherName(store)} and back it up`,
    destructive: false,
    // Making what is there already is answered by name, and the same token gives the same job.
    probe: async () => undefined,
    act: make,
  });
}

/** A small instance of the same kind, and a point of it in the same vault. */
async function makeOther(context: DrillContext, store: StoreConfig): Promise<string> {
  const vault = ownVaultOf(store);
  const access = saboteur(context, vault);
  const identifier = otherName(store);
  const original = await describeInstance(access, context.binding(store.id).resource);
  try {
    await withRds(access, (client) => client.send(new (rdsSdk().CreateDBInstanceCommand)({
      DBInstanceIdentifier: identifier, DBName: original?.DBName, Engine: 'postgres', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: 20,
      MasterUsername: original?.MasterUsername ?? 'postgres', MasterUserPassword: randomToken(), PubliclyAccessible: false, BackupRetentionPeriod: 0,
    })));
  } catch (error) {
    if (rdsCode(error) !== 'DBInstanceAlreadyExists') throw error;
  }
  const { DBInstanceArn } = await awaitAvailable(context, access, identifier);
  const { account } = context.binding(store.id);
  const { point } = await runBackupJob(context, access, { vault: vault.resource, resourceArn: DBInstanceArn ?? '', roleArn: `arn:aws:iam::${account}:role/aws-backup`, token: `${context.run.id}/${ID}` });
  return point;
}

async function removeOther(context: DrillContext, store: StoreConfig): Promise<void> {
  const access = saboteur(context, ownVaultOf(store));
  const instance = await describeInstance(access, otherName(store));
  if (instance === null || instance.DBInstanceStatus === 'deleting') return;
  await withRds(access, (client) => client.send(new (rdsSdk().DeleteDBInstanceCommand)({ DBInstanceIdentifier: otherName(store), SkipFinalSnapshot: true, DeleteAutomatedBackups: true })));
}

const LONGEST = 63;
const SUFFIX = '-staging';

function otherName({ resource }: StoreConfig): string {
  return `${resource.slice(0, LONGEST - SUFFIX.length).replace(/-+$/, '')}${SUFFIX}`;
}
