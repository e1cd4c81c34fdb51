import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros, microsOf } from '#kit/time';
import { withDomain } from '#stores/opensearch/domain';
import { deleteSnapshot, repositoryOf, snapshotsIn } from '#stores/opensearch/snapshots';
import { servingSources } from '#stores/opensearch/source-files';
import type { KeyHistory } from '#stores/s3/version-history';
import { unfitForService } from './replace-snapshot.ts';
import { livingSources, sabotageSources, uncoverSources } from './sabotage-sources.ts';
import type { Sources } from './sabotage-sources.ts';

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
  sabotage: (context, store) => servingSources(store) === null ? deleteNewer(context, store) : sabotageSources(context, store, { id: ID, what: `take back the source files of ${store.resource} of the last 30 hours`, choose: landedSince, cover: 'delete', told: (files) => `${files} source files of the last 30 hours are gone` }),
  undo: async (context, store) => {
    if (servingSources(store) !== null) await uncoverSources(context, store, ID);
  },
};

async function landedSince(sources: Sources): Promise<readonly KeyHistory[]> {
  const since = sources.context.clock.nowMicros() - STOPPED_MICROS;
  const newer: KeyHistory[] = [];
  let older = 0;
  for await (const file of livingSources(sources)) {
    if (microsOf(file.versions[0]?.lastModified ?? '') > since) newer.push(file);
    else older += 1;
  }
  if (older === 0 || newer.length === 0) throw new RedrillError('mutation.nothing-to-spoil', `${sources.bucket} holds ${older} files from before ${isoMicros(since)} and ${newer.length} since: it cannot be made stale, so seed more days`, { actor: 'platform' });
  return newer;
}

function deleteNewer(context: DrillContext, store: StoreConfig): Promise<string> {
  const { resource: repository } = repositoryOf(store);
  const { resource, region } = context.binding(store.id);
  let again = false;
  return withDomain(context.targets.access('platform-admin', region), resource, (client) => context.effect<string>({
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
