import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { countDocuments } from '#stores/opensearch/count-documents';
import { withDomain } from '#stores/opensearch/domain';
import { loadDomainDefinition } from '#stores/opensearch/domain-definition';
import { newestComplete, repositoryOf, snapshotsIn } from '#stores/opensearch/snapshots';
import { countSources } from '#stores/opensearch/source-entries';
import { servingSources } from '#stores/opensearch/source-files';
import { shown } from '../rds/shown.ts';
import { documentedIndices } from './documented-indices.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string(), definition: z.string(), into: z.record(z.string(), z.string()).optional(), snapshot: z.string().optional() });
type Args = z.output<typeof args>;

/**
 * Each new index holds as many documents as its backup says: the different ids of the source files, or what the job wrote down with the
 * snapshot. An index that a backup says nothing of must at least hold something. Nought documents are never right.
 */
export const countsEqual: ProbeModule<Args> = {
  id: 'opensearch.counts-equal',
  with: args,
  run: (context, input) => look(context, context.candidate(input.store), input, 0).catch(failedLook),
  negativeControl: (context, given) => shown(countsEqual.id, () => look(context, context.binding(given.store), given, 1)),
};

/** `tooMany`: the living index as it is, held against a backup that says more than anybody ever had. */
async function look(context: DrillContext, { resource, region }: Binding, { store, definition: file, into, snapshot }: Args, tooMany: 0 | 1): Promise<ProbeReading> {
  const definition = loadDomainDefinition(context, file);
  const wanted = await expected(context, { store, resource, region, aliases: definition.aliases, ...(snapshot === undefined ? {} : { snapshot }) });
  return withDomain(context.targets.access('drill-observer', region), resource, async (client) => {
    const found: string[] = [];
    let ok = true;
    for (const [alias, index] of await documentedIndices(client, definition, into)) {
      const count = index === null ? 0 : await countDocuments(client, index);
      const should = tooMany === 1 ? Number.MAX_SAFE_INTEGER : (wanted?.[alias] ?? null);
      if (count === 0 || (should !== null && count !== should)) ok = false;
      found.push(`${alias}: ${count}${should === null ? ' (its backup does not say how many)' : ` of ${should}`}`);
    }
    return { result: ok ? 'pass' : 'fail', detail: `documents, marks left out: ${found.join('; ')}` };
  });
}

interface Wanted {
  readonly store: string;
  readonly resource: string;
  readonly region: string;
  readonly aliases: readonly string[];
  readonly snapshot?: string;
}

async function expected(context: DrillContext, { store, resource, region, aliases, snapshot }: Wanted): Promise<Readonly<Record<string, number>> | null> {
  const access = context.targets.access('drill-observer', region);
  const sources = servingSources(context.store(store));
  if (sources !== null) return countSources({ access: context.targets.access('drill-observer', sources.region), bucket: sources.resource, prefix: sources.prefix, aliases, signal: context.signal });
  const { resource: repository } = repositoryOf(context.store(store));
  const snapshots = await withDomain(access, resource, (client) => snapshotsIn(client, repository));
  const one = snapshot === undefined ? newestComplete(snapshots, context.clock.nowMicros()) : snapshots.find(({ name }) => name === snapshot);
  if (one == null) throw new RedrillError('opensearch.snapshot_missing_exception', `repository ${repository} holds no snapshot ${snapshot ?? 'at all'}`, { actor: 'platform' });
  return one.documents;
}
