import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { awaitActive } from './await-table.ts';
import { dynamodbCode } from './dynamodb-code.ts';
import { withKeyArn } from './with-key-arn.ts';
import { readTableSettings } from './read-table-settings.ts';
import { tableChanges } from './table-changes.ts';
import type { TableChange } from './table-changes.ts';
import type { TableSettings } from './table-settings.ts';
import { dynamodbSdk, withTables } from './with-dynamodb.ts';

type Waiter = Pick<DrillContext, 'clock' | 'signal' | 'say'>;

/** Whether a table is ACTIVE and as its definition says. */
export async function settingsInForce(access: AwsAccess, name: string, wanted: TableSettings): Promise<boolean> {
  const { table, settings } = await readTableSettings(access, name);
  return table.TableStatus === 'ACTIVE' && tableChanges(settings, await withKeyArn(access, wanted)).length === 0;
}

/**
 * Gives a table the settings that its restore did not bring, one after the other, and waits for each. Changes differences only, so repeating
 * it finishes what was cut off. Resolves with the kinds of what was changed.
 */
export async function applyTableSettings(context: Waiter, { access, name }: { readonly access: AwsAccess; readonly name: string }, wanted: TableSettings): Promise<readonly string[]> {
  const table = await awaitActive(context, access, name);
  const resolved = await withKeyArn(access, wanted);
  const changes = tableChanges((await readTableSettings(access, name)).settings, resolved);
  for (const change of changes) {
    await untilTaken(context, `${name}: ${change.kind}`, () => withTables(access, (client) => ask({ client, name, arn: table.TableArn ?? '' }, change, resolved)));
    await awaitActive(context, access, name);
  }
  return changes.map(({ kind }) => kind);
}

interface Target {
  readonly client: DynamoDBClient;
  readonly name: string;
  readonly arn: string;
}

async function ask({ client, name: TableName, arn }: Target, change: TableChange, wanted: TableSettings): Promise<unknown> {
  const sdk = dynamodbSdk();
  switch (change.kind) {
    case 'billing': return client.send(new sdk.UpdateTableCommand({ TableName, BillingMode: wanted.BillingMode }));
    case 'class': return client.send(new sdk.UpdateTableCommand({ TableName, TableClass: wanted.TableClass }));
    case 'encryption': return client.send(new sdk.UpdateTableCommand({ TableName, SSESpecification: wanted.SSESpecification ?? undefined }));
    case 'stream-off': return client.send(new sdk.UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
    case 'stream': return client.send(new sdk.UpdateTableCommand({ TableName, StreamSpecification: wanted.StreamSpecification ?? undefined }));
    case 'time-to-live-off': return client.send(new sdk.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: false, AttributeName: change.attribute } }));
    case 'time-to-live': return client.send(new sdk.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: wanted.TimeToLiveSpecification ?? undefined }));
    case 'point-in-time-recovery': return client.send(new sdk.UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification: wanted.PointInTimeRecoverySpecification ?? undefined }));
    case 'protection': return client.send(new sdk.UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
    case 'tags': return client.send(new sdk.TagResourceCommand({ ResourceArn: arn, Tags: [...change.tags] }));
    default: return change satisfies never;
  }
}

/** A table that was just made or changed says for a while that it is not ready for the next change. */
const NOT_YET: ReadonlySet<string> = new Set(['ContinuousBackupsUnavailableException', 'ResourceInUseException', 'LimitExceededException']);
const ASK_EVERY_MS = 15_000;
const MOST_ASKS = 120;

async function untilTaken(context: Waiter, what: string, request: () => Promise<unknown>): Promise<void> {
  for (let asked = 1; ; asked += 1) {
    try {
      await request();
      return;
    } catch (error) {
      if (asked >= MOST_ASKS || !NOT_YET.has(dynamodbCode(error) ?? '')) throw error;
      if (asked === 1) context.say(`${what} is not taken yet (${dynamodbCode(error)}): asking again every ${ASK_EVERY_MS / 1000} s`);
      await context.clock.sleep(ASK_EVERY_MS, context.signal);
    }
  }
}
