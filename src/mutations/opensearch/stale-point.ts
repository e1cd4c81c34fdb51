import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros, microsOf } from '#kit/time';
import { withDomain } from '#stores/opensearch/domain';
import { deleteSnapshot, repositoryOf, snapshotsIn } from '#stores/opensearch/snapshots';
import { servingSources } from '#stores/opensearch/source-files';
import { unfitForService } from './replace-snapshot.ts';
import { livingSources, sabotageSources, uncoverSources } from './sabotage-sources.ts';
import type { SourceSabotage } from './sabotage-sources.ts';

const ID = 'stale-point';
/** Longer than the documented loss of a day, and shorter than the history of a seed of two days. */
const STOPPED_MICROS = 30 * 3_600_000_000;

/** Landing stopped more than a day ago and nobody noticed, for documents went on into the index; or only the oldest snapshot was ever taken. */
export const stalePoint: MutationModule = {
  id: ID,
  service: 'opensearch',
  kind: 'backup',
  title: 'what backs the index up stopped more than a day ago',
  expect: { verdict: 'fail-objective', reasonCode: 'rpo-missed.documented.strike' },
  unfit: unfitForService,
  sabotage: (context, store) => servingSources(store) === null ? deleteNewer(context, store) : sabotageSources(context, store, { id: ID, what: `take back the source files of ${store.resource} of the last 30 hours`, act: takeBack }),
  undo: async (context, store) => {
    if (servingSources(store) !== null) await uncoverSources(context, store);
  },
};

async function takeBack(sabotage: SourceSabotage): Promise<string> {
  const { s3, bucket, context, again } = sabotage;
  const since = context.clock.nowMicros() - STOPPED_MICROS;
  let older = 0;
  async function* newer(): AsyncGenerator<{ key: string }> {
    for await (const { key, versions } of livingSources(sabotage)) {
      if (microsOf(versions[0]?.lastModified ?? '') > since) yield { key };
      else older += 1;
    }
  }
  const keys: { key: string }[] = [];
  for await (const one of newer()) keys.push(one);
  if (older === 0 || (keys.length === 0 && !again)) throw new RedrillError('mutation.nothing-to-spoil', `${bucket} holds ${older} files from before ${isoMicros(since)} and ${keys.length} since: it cannot be made stale, so seed more days`, { actor: 'platform' });
  const { failed } = await s3.deleteMany(bucket, each(keys), { signal: context.signal });
  if (failed.length > 0) throw new RedrillError('mutation.not-applied', `${failed.length} files of ${bucket} could not be deleted; first: ${failed[0]?.code}`, { actor: 'platform' });
  return `${keys.length} source files that landed after ${isoMicros(since)} are gone`;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function deleteNewer(context: DrillContext, store: StoreConfig): Promise<string> {
  const { resource: repository } = repositoryOf(store);
  const { resource, region } = context.binding(store.id);
  let again = false;
  return withDomain(context.targets.access('drill-operator', region), resource, (client) => context.effect<string>({
    id: `3-disrupt/mutation/${ID}/${store.id}`,
    what: `delete all snapshots of ${repository} but the oldest`,
    destructive: true,
    // Deleting the rest of them comes to the same; only at the first try nothing to delete means that nothing is sabotaged.
    probe: async () => {
      again = true;
      return undefined;
    },
    act: async () => {
      const [oldest, ...newer] = (await snapshotsIn(client, repository)).filter(({ state }) => state === 'SUCCESS');
      if (oldest === undefined || (newer.length === 0 && !again)) throw new RedrillError('mutation.nothing-to-spoil', `repository ${repository} holds ${oldest === undefined ? 'no' : 'only one'} complete snapshot: it cannot be made stale`, { actor: 'platform' });
      for (const { name } of newer) await deleteSnapshot(client, repository, name);
      return `${newer.length} snapshots taken after the one of ${oldest.startedAt} are gone`;
    },
  }));
}
