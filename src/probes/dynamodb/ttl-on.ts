import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { loadTableDefinition } from '#stores/dynamodb/load-table-definition';
import { readTableSettings } from '#stores/dynamodb/read-table-settings';
import { shown } from '../rds/shown.ts';
import { countExpired } from './count-expired.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Items expire again: without its time to live a restored table keeps sessions alive that had ended. */
export const ttlOn: ProbeModule<Args> = {
  id: 'dynamodb.ttl-on',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), documented(context, definition)).catch(failedLook),
  negativeControl: (context, { store, definition }) => shown(ttlOn.id, () => look(context, context.binding(store), `${documented(context, definition)}-redrill-control`)),
};

function documented(context: DrillContext, definition: string): string | null {
  return loadTableDefinition(context, definition).TimeToLiveSpecification?.AttributeName ?? null;
}

async function look(context: DrillContext, { resource, region }: Binding, wanted: string | null): Promise<ProbeReading> {
  if (wanted === null) return { result: 'pass', detail: `no item of ${resource} is documented to expire` };
  const access = context.targets.access('drill-observer', region);
  const { timeToLive, settings } = await readTableSettings(access, resource);
  const on = settings.TimeToLiveSpecification?.AttributeName ?? null;
  const expired = await countExpired(context, { resource, region, attribute: wanted });
  if (on !== wanted) return { result: 'fail', detail: `${resource} deletes nothing by ${wanted} (time to live is ${on === null ? (timeToLive.TimeToLiveStatus ?? 'off') : `by ${on}`}): ${expired.items} items have expired and are served as if they were alive` };
  return { result: 'pass', detail: `${resource} deletes by ${wanted} (${timeToLive.TimeToLiveStatus ?? ''}); ${expired.items} expired items wait for that${expired.oldest === null ? '' : `, the oldest since ${expired.oldest}`}` };
}
