import { restoreMetadataFor } from '#restores/dynamodb/metadata-for';
import { awaitActive, awaitGone } from '#stores/dynamodb/await-table';
import { describeTable } from '#stores/dynamodb/describe-table';
import { readTableSettings } from '#stores/dynamodb/read-table-settings';
import { dynamodbSdk, withTables } from '#stores/dynamodb/with-dynamodb';
import { pages } from '../gather/look.ts';
import { isTrialName } from './trial.ts';
import type { Trial } from './trial.ts';

/** A table beside the living one, under its key. */
export const dynamodbTrial: Trial = {
  service: 'dynamodb',
  metadata: async ({ context, live }, { fetched, name }) => restoreMetadataFor({ fetched, name, wanted: (await readTableSettings(context.targets.access('drill-observer', live.region), live.resource)).settings }),
  ready: async ({ context, restorer }, name) => { await awaitActive(context, restorer, name); },
  remove: async ({ context, operator }, name) => {
    const found = await describeTable(operator, name);
    if (found !== null && found.TableStatus !== 'DELETING') await withTables(operator, (client) => client.send(new (dynamodbSdk().DeleteTableCommand)({ TableName: name })));
    await awaitGone(context, operator, name);
  },
  leftovers: async ({ context, live }) => withTables(context.targets.access('drill-observer', live.region), async (client) => {
    const names: string[] = [];
    for await (const page of pages((token) => client.send(new (dynamodbSdk().ListTablesCommand)(token === undefined ? {} : { ExclusiveStartTableName: token })), ({ LastEvaluatedTableName }) => LastEvaluatedTableName)) names.push(...(page.TableNames ?? []).filter((name) => isTrialName(name, live.resource)));
    return names;
  }),
};
