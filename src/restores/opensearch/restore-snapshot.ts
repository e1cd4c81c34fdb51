import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { withDomain } from '#stores/opensearch/domain';
import { loadDomainDefinition } from '#stores/opensearch/domain-definition';
import { generationNumber, groupOf, userIndices } from '#stores/opensearch/index-names';
import { ONLY_ONCE } from '#stores/opensearch/official-client';
import type { SearchClient } from '#stores/opensearch/search-client';
import { snapshotsIn } from '#stores/opensearch/snapshots';

const args = z.strictObject({ store: z.string(), definition: z.string(), repository: z.string(), snapshot: z.string() });
type Args = z.output<typeof args>;

/** Brings the documented indices of a snapshot back, without the service's own ones, aliases or cluster settings; aliases are set by a later step. */
export const restoreSnapshot: StepModule<Args> = { id: 'opensearch.restore-snapshot', with: args, marks: 'restore', effects: ['es:ESHttpPost _snapshot/_restore'], run };

async function run(context: DrillContext, input: Args): Promise<StepResult> {
  const { store, repository, snapshot } = input;
  const { resource, region } = context.candidate(store);
  const { aliases } = loadDomainDefinition(context, input.definition);
  const access = context.targets.access('drill-restorer', region);
  const amount = { objects: 0, bytes: 0 };
  const id = `4-recover/opensearch.restore-snapshot/${store}`;
  const again = context.effects().some((effect) => effect.id === id);
  const done = await context.effect<Restored>({
    id,
    what: `restore ${aliases.join(', ')} from snapshot ${snapshot} of repository ${repository} into ${resource}`,
    destructive: false,
    probe: async () => undefined,
    act: () => context.modelled('opensearch-restore', amount, () => withDomain(access, resource, async (client) => {
      const restored = await restore(client, { aliases, repository, snapshot, again });
      for (const { documents, bytes } of await userIndices(client)) [amount.objects, amount.bytes] = [amount.objects + documents, amount.bytes + bytes];
      return restored;
    })),
  });
  return { outputs: { ...done, claimedUntil: done.startedAt } };
}

interface Restored {
  readonly indices: Readonly<Record<string, string>>;
  readonly startedAt: string;
}

interface Wanted {
  readonly aliases: readonly string[];
  readonly repository: string;
  readonly snapshot: string;
  /** An earlier try of this very step was cut off: what it made is there already. */
  readonly again: boolean;
}

/** OpenSearch refuses where an index of the name is open: only what an earlier, interrupted try of ours made is left out, anything else is its owner's to decide. */
async function restore(client: SearchClient, { aliases, repository, snapshot, again }: Wanted): Promise<Restored> {
  const kept = (await snapshotsIn(client, repository)).find(({ name }) => name === snapshot);
  if (kept === undefined) throw new RedrillError('restore.no-snapshot', `repository ${repository} holds no snapshot ${snapshot} any more`, { actor: 'platform' });
  const indices = newestGenerations(kept.indices.filter((index) => aliases.includes(groupOf(index))));
  const wanted = Object.values(indices);
  if (wanted.length === 0) throw new RedrillError('restore.empty-snapshot', `snapshot ${snapshot} holds none of the indices of ${aliases.join(', ')}: there is nothing to restore`, { actor: 'platform' });
  const there = again ? (await userIndices(client)).map(({ index }) => index) : [];
  const missing = wanted.filter((index) => !there.includes(index));
  if (missing.length > 0) {
    const { body: said } = await client.api.snapshot.restore({ repository, snapshot, wait_for_completion: true, body: { indices: missing, include_global_state: false, include_aliases: false } }, ONLY_ONCE);
    const failed = said.snapshot?.shards?.failed ?? 0;
    if (failed > 0) throw new RedrillError('restore.partial', `${failed} shards of snapshot ${snapshot} were not restored`, { actor: 'platform' });
  }
  await client.api.cluster.health({ index: wanted, wait_for_status: 'yellow', timeout: '30s' });
  return { indices, startedAt: kept.startedAt };
}

/** Alias -> the newest of its generations in the snapshot: an older one beside it would bring every document twice. */
function newestGenerations(indices: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...indices].sort((a, b) => generationNumber(a) - generationNumber(b)).map((index) => [groupOf(index), index]));
}
