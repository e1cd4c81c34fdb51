import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { describeDomain, originOfStatus, withSearch } from '#stores/opensearch/domain';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The domain is there, encrypted, and every shard of it that should be is: yellow is as good as one node can be, red is not. */
export const clusterReady: ProbeModule<Args> = {
  id: 'opensearch.cluster-ready',
  with: args,
  run: (context, { store }) => look(context, store, context.candidate(store).resource).catch(failedLook),
  // A domain that nobody made.
  negativeControl: (context, { store }) => look(context, store, 'redrill-control'),
};

async function look(context: DrillContext, store: string, name: string): Promise<ProbeReading> {
  const { region } = context.candidate(store);
  const access = context.targets.access('drill-observer', region);
  const domain = await describeDomain(access, name);
  if (domain === null) return { result: 'fail', detail: `there is no search domain ${name}` };
  if (domain.EncryptionAtRestOptions?.Enabled !== true) return { result: 'fail', detail: `${name} is not encrypted at rest` };
  const { body: { status, unassigned_shards: lost } } = await withSearch(access, originOfStatus(access, domain), (client) => client.api.cluster.health());
  if (status !== 'green' && status !== 'yellow') return { result: 'fail', detail: `${name} is ${status}: ${lost} shards are not there` };
  return { result: 'pass', detail: `${name} answers and is ${status}` };
}
