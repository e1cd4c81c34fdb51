import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { withDomain } from '#stores/opensearch/domain';
import { loadDomainDefinition } from '#stores/opensearch/domain-definition';
import { aliasesOf, userIndices } from '#stores/opensearch/index-names';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string(), definition: z.string(), into: z.record(z.string(), z.string()).optional() });
type Args = z.output<typeof args>;

/** Each documented alias points to exactly one index, the one that was rebuilt, and no index stands under an alias's name. */
export const aliasPointsToOneIndex: ProbeModule<Args> = {
  id: 'opensearch.alias-points-to-one-index',
  with: args,
  run: (context, { store, definition, into }) => look(context, context.candidate(store), loadDomainDefinition(context, definition).aliases, into).catch(failedLook),
  // An alias that nobody has.
  negativeControl: (context, { store, definition }) => shown(aliasPointsToOneIndex.id, () => look(context, context.binding(store), [...loadDomainDefinition(context, definition).aliases, 'redrill-control'])),
};

async function look(context: DrillContext, { resource, region }: Binding, aliases: readonly string[], into: Readonly<Record<string, string>> = {}): Promise<ProbeReading> {
  return withDomain(context.targets.access('drill-observer', region), resource, async (client) => {
    const known = await aliasesOf(client);
    const there = new Set((await userIndices(client)).map(({ index }) => index));
    const off = aliases.flatMap((alias) => {
      const behind = known.get(alias) ?? [];
      if (there.has(alias)) return [`${alias} is an index, not an alias: a writer made it`];
      if (behind.length !== 1) return [`${alias} points to ${behind.length === 0 ? 'nothing' : behind.join(' and ')}`];
      return into[alias] !== undefined && into[alias] !== behind[0] ? [`${alias} points to ${behind[0]}, the rebuilt index is ${into[alias]}`] : [];
    });
    return off.length === 0 ? { result: 'pass', detail: aliases.map((alias) => `${alias} -> ${known.get(alias)?.[0]}`).join(', ') } : { result: 'fail', detail: off.join('; ') };
  });
}
