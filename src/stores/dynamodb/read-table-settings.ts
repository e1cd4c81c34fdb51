import type { ContinuousBackupsDescription, DynamoDBClient, TableDescription, Tag, TimeToLiveDescription } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { describeTable } from './describe-table.ts';
import type { TableSettings } from './table-settings.ts';
import { settingsOfTable } from './settings-of-table.ts';
import { dynamodbSdk, withTables } from './with-dynamodb.ts';

/** A table as DynamoDB describes it, and everything that it tells only when asked for by itself. */
export interface ReadTable {
  readonly table: TableDescription;
  readonly timeToLive: TimeToLiveDescription;
  readonly backups: ContinuousBackupsDescription | null;
  readonly settings: TableSettings;
}

/** Reads all settings of a table in the form of a definition. Throws `dynamodb.NoTable` when there is none. */
export async function readTableSettings(access: AwsAccess, name: string): Promise<ReadTable> {
  const table = await describeTable(access, name);
  if (table === null) throw noTable(access, name);
  return withTables(access, async (client) => {
    const sdk = dynamodbSdk();
    const { TimeToLiveDescription: timeToLive = {} } = await client.send(new sdk.DescribeTimeToLiveCommand({ TableName: name }));
    const { ContinuousBackupsDescription: backups = null } = await client.send(new sdk.DescribeContinuousBackupsCommand({ TableName: name }));
    const tags = await tagsOf(client, table.TableArn ?? '');
    return { table, timeToLive, backups, settings: settingsOfTable({ table, timeToLive, backups, tags }) };
  });
}

/** The tags of a table, those of AWS itself (`aws:...`) left out. */
export async function readTags(access: AwsAccess, arn: string): Promise<Readonly<Record<string, string>>> {
  const tags = await withTables(access, (client) => tagsOf(client, arn));
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

export function noTable({ account, region }: AwsAccess, name: string): RedrillError {
  return new RedrillError('dynamodb.NoTable', `there is no table ${name} in account ${account}, ${region}`, { actor: 'platform' });
}

async function tagsOf(client: DynamoDBClient, arn: string): Promise<readonly Tag[]> {
  const tags: Tag[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new (dynamodbSdk().ListTagsOfResourceCommand)({ ResourceArn: arn, ...(token === undefined ? {} : { NextToken: token }) }));
    tags.push(...(page.Tags ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return tags.filter(({ Key }) => Key?.startsWith('aws:') === false);
}
