import type { MutationModule } from '#contract/modules';
import { readTableSettings } from '#stores/dynamodb/read-table-settings';
import { dynamodbSdk, withTables } from '#stores/dynamodb/with-dynamodb';
import { afterStep } from './after-re-point.ts';

/** Nobody thought of the tags: the restored table is in no backup plan, and the next loss would be for good. */
export const tagsForgotten: MutationModule = {
  id: 'tags-forgotten',
  service: 'dynamodb',
  title: 'the restored table bears no tags and is in no backup plan',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  ...afterStep('dynamodb.apply-settings', async (context, { resource, region }) => {
    const access = context.targets.access('platform-admin', region);
    const { table, settings } = await readTableSettings(access, resource);
    await withTables(access, (client) => client.send(new (dynamodbSdk().UntagResourceCommand)({ ResourceArn: table.TableArn, TagKeys: settings.Tags.map(({ Key }) => Key) })));
    context.say(`sabotage: ${resource} bears no tags`);
  }),
};
