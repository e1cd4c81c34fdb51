import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { originOf, pointerOf, withSearch } from '#stores/opensearch/domain';
import { countDocuments } from '#stores/opensearch/count-documents';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string(), alias: z.string() });
type Args = z.output<typeof args>;

/** The application's pointer leads to the alias in the restored domain, and the application finds documents there. */
export const pointerResolves: ProbeModule<Args> = {
  id: 'opensearch.pointer-resolves',
  with: args,
  run: (context, { store, alias }) => look(context, context.candidate(store), alias).catch(failedLook),
  // The real pointer, and an alias that nobody was led to.
  negativeControl: (context, { store }) => shown(pointerResolves.id, () => look(context, context.binding(store), 'redrill-control')),
};

async function look(context: DrillContext, { resource, region, pointer }: Binding, alias: string): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', region);
  const said = await pointerOf(access, pointer);
  const origin = await originOf(access, resource);
  if (said.origin.origin !== origin.origin || said.alias !== alias) return { result: 'fail', detail: `${pointer} leads to ${said.origin.origin}/${said.alias}, the restored domain ${resource} is at ${origin.origin} and its alias is ${alias}` };
  const count = await withSearch(access, origin, (client) => countDocuments(client, alias));
  return { result: count > 0 ? 'pass' : 'fail', detail: `${pointer} leads to ${alias} in ${resource}, where the application finds ${count} documents` };
}
