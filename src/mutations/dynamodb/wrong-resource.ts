import { hash } from 'node:crypto';
import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { awaitBackupsEnded } from '#stores/backup/await-backups-ended';
import { runBackupJob } from '#stores/backup/run-backup-job';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { awaitActive } from '#stores/dynamodb/await-table';
import { describeTable, isGoing } from '#stores/dynamodb/describe-table';
import { dynamodbCode } from '#stores/dynamodb/dynamodb-code';
import { readTableSettings } from '#stores/dynamodb/read-table-settings';
import { tableArn } from '#stores/dynamodb/table-arn';
import { dynamodbSdk, withItems, withTables } from '#stores/dynamodb/with-dynamodb';
import { pointsOf, removePoint, saboteur } from '../rds/vault-content.ts';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { tablePoints } from './table-points.ts';
import { unfitWithoutVault } from './unfit.ts';

const ID = 'wrong-resource';
const swap = spoilNewestPoint({ id: ID, mode: 'swap', means: 'holds the content of another table', points: tablePoints, other: otherPoint });

/** The point of another table is restored: same keys, same kinds of items, and the names look alike in the night. */
export const wrongResource: MutationModule = {
  id: ID,
  service: 'dynamodb',
  title: 'the newest point holds the content of another table',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutVault,
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

/** A table of the same form with one item of each kind, as new as any, and a point of it in the same vault. */
async function makeOther(context: DrillContext, store: StoreConfig): Promise<string> {
  const vault = ownVaultOf(store);
  const access = saboteur(context, vault);
  const resource = otherName(context, store);
  const { settings: { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } } = await readTableSettings(access, context.binding(store.id).resource);
  try {
    await withTables(access, (client) => client.send(new (dynamodbSdk().CreateTableCommand)({ TableName: resource, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST', GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ Projection: { ProjectionType }, ...index }) => ({ ...index, Projection: { ProjectionType } })) })));
  } catch (error) {
    if (dynamodbCode(error) !== 'ResourceInUseException') throw error;
  }
  await awaitActive(context, access, resource);
  const at = context.clock.nowIso();
  await withItems(access, (items) => items.writeMany(resource, ['workspace#1', 'user#1', 'session#staging'].map((pk) => ({ put: { pk: { S: pk }, sk: { S: 'staging' }, owner: { S: 'user#1' }, updatedAt: { S: at } } }))));
  const { account, region } = context.binding(store.id);
  const { point } = await runBackupJob(context, access, { vault: vault.resource, resourceArn: tableArn({ account, region, resource }), roleArn: `arn:aws:iam::${account}:role/aws-backup`, token: `${context.run.id}/${ID}` });
  return point;
}

/** However far its making came: waits for a backup that is still running, deletes every point of it, then the table itself. */
async function removeOther(context: DrillContext, store: StoreConfig): Promise<void> {
  const vault = ownVaultOf(store);
  const access = saboteur(context, vault);
  const resource = otherName(context, store);
  const { account, region } = context.binding(store.id);
  const arn = tableArn({ account, region, resource });
  await awaitBackupsEnded(context, access, arn);
  for (const point of await pointsOf(context, vault, arn)) await removePoint(context, vault, point.arn);
  if (isGoing(await describeTable(access, resource))) return;
  await awaitActive(context, access, resource);
  await withTables(access, (client) => client.send(new (dynamodbSdk().DeleteTableCommand)({ TableName: resource })));
}

const MARK = 8;

/** The run's own: nobody else has a table or points of that name, so all of them may go again. */
function otherName({ run: { id, token, folder } }: DrillContext, { resource }: StoreConfig): string {
  return `${resource.slice(0, 200)}-staging-${hash('sha256', `${id} ${token ?? folder}`).slice(0, MARK)}`;
}
