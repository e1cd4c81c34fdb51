import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { loadTableDefinition } from '#stores/dynamodb/load-table-definition';
import { readTableSettings } from '#stores/dynamodb/read-table-settings';
import type { TableSettings } from '#stores/dynamodb/table-settings';
import { withKeyArn } from '#stores/dynamodb/with-key-arn';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';
import { documentedPosture } from './posture-of.ts';
import { settingsOff } from './settings-off.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Every setting of the restored table is as its documented definition says or stronger. */
export const settingsComplete: ProbeModule<Args> = {
  id: 'dynamodb.settings-complete',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadTableDefinition(context, definition)).catch(failedLook),
  negativeControl: (context, { store, definition }) => {
    const wanted = loadTableDefinition(context, definition);
    return shown(settingsComplete.id, () => look(context, context.binding(store), { ...wanted, TimeToLiveSpecification: { Enabled: true, AttributeName: 'redrill-control' }, Tags: [...wanted.Tags, { Key: 'redrill-control', Value: 'yes' }] }));
  },
};

async function look(context: DrillContext, { resource, region }: Binding, wanted: TableSettings): Promise<ProbeReading> {
  const access = context.targets.access('drill-observer', region);
  const { settings } = await readTableSettings(access, resource);
  const off = settingsOff(documentedPosture(settings), documentedPosture(await withKeyArn(access, wanted)));
  return off.length > 0 ? { result: 'fail', detail: off.join('; ') } : { result: 'pass', detail: `all settings of ${resource} are as documented` };
}
