import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { describeTable } from '#stores/dynamodb/describe-table';
import { loadTableDefinition } from '#stores/dynamodb/load-table-definition';
import { settingsOfTable } from '#stores/dynamodb/settings-of-table';
import type { TableSettings } from '#stores/dynamodb/table-settings';
import { withKeyArn } from '#stores/dynamodb/with-key-arn';
import { withItems } from '#stores/dynamodb/with-dynamodb';
import { PageScanner } from '#stores/dynamodb/page-scanner';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';
import { documentedPosture } from './posture-of.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** What the restore itself must have brought: key, indexes, billing and encryption. */
const OF_THE_RESTORE = ['key', 'indexes', 'billingMode', 'kmsKey'] as const;

/** The restored table is ACTIVE with all its indexes, has the documented key, indexes and encryption, and lets the application read. */
export const tableReady: ProbeModule<Args> = {
  id: 'dynamodb.table-ready',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadTableDefinition(context, definition)).catch(failedLook),
  negativeControl: (context, { store, definition }) => shown(tableReady.id, () => look(context, context.binding(store), { ...loadTableDefinition(context, definition), GlobalSecondaryIndexes: [] })),
};

async function look(context: DrillContext, { resource, region }: Binding, wanted: TableSettings): Promise<ProbeReading> {
  const observer = context.targets.access('drill-observer', region);
  const table = await describeTable(observer, resource);
  if (table === null) return { result: 'fail', detail: `there is no table ${resource}` };
  const wrong = [...notActive(table), ...off(table, await withKeyArn(observer, wanted))];
  if (wrong.length > 0) return { result: 'fail', detail: `${resource}: ${wrong.join('; ')}` };
  // One page of one small segment: the application's own right to read, and the key behind it.
  await withItems(context.targets.access('platform-app', region), (items) => items.scan(resource, { scanner: new PageScanner({ key: [] }), segments: 1, limit: 1, consistent: false, signal: context.signal }, () => undefined));
  return { result: 'pass', detail: `${resource} answers the application; key, indexes, billing and encryption as documented` };
}

function notActive({ TableStatus, GlobalSecondaryIndexes, RestoreSummary }: TableDescription): readonly string[] {
  return [
    ...(TableStatus === 'ACTIVE' ? [] : [`it is ${TableStatus ?? 'in no known state'}`]),
    ...(RestoreSummary?.RestoreInProgress === true ? ['its restore is still going on'] : []),
    ...(GlobalSecondaryIndexes ?? []).filter(({ IndexStatus }) => IndexStatus !== 'ACTIVE').map(({ IndexName, IndexStatus }) => `its index ${IndexName} is ${IndexStatus}`),
  ];
}

function off(table: TableDescription, wanted: TableSettings): readonly string[] {
  const [is, should] = [documentedPosture(settingsOfTable({ table, timeToLive: {}, backups: null, tags: [] })), documentedPosture(wanted)];
  return OF_THE_RESTORE.filter((key) => JSON.stringify(is[key]) !== JSON.stringify(should[key])).map((key) => `${key} is ${JSON.stringify(is[key] ?? null)}, documented ${JSON.stringify(should[key] ?? null)}`);
}
