import type { DrillContext, MutationModule, StepResult } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { withDomain } from '#stores/opensearch/domain';
import { repositoryOf, snapshotsIn } from '#stores/opensearch/snapshots';
import { reindexSources } from '#stores/opensearch/reindex-sources';
import { servingSources } from '#stores/opensearch/source-files';
import type { SourceConfig } from '#stores/opensearch/source-files';
import { RedrillError } from '#kit/redrill-error';
import { withStore } from '#stores/s3/with-s3';
import { unfitForAutomated } from './around-fill.ts';

const OTHER = 'redrill-staging/';

/** The files of another system are indexed, or the index of another name is restored: they look alike in the night. */
export const wrongResource: MutationModule = {
  id: 'wrong-resource',
  service: 'opensearch',
  kind: 'restore',
  title: 'the index is filled from the backup of another one',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitForAutomated,
  step: ['opensearch.reindex', 'opensearch.restore-snapshot'],
  around: (context, store) => {
    const sources = servingSources(store);
    return sources === null ? restoreOther(context, store) : indexOther(context, store, sources);
  },
  undo: async (context, store) => {
    const sources = servingSources(store);
    if (sources === null) return;
    await withStore(context.targets.access('platform-admin', sources.region), async (s3) => {
      async function* staged(): AsyncGenerator<{ key: string; versionId: string }> {
        for await (const page of s3.listVersions(sources?.resource ?? '', { prefix: OTHER })) for (const { key, versionId } of page) yield { key, versionId };
      }
      await s3.deleteMany(sources.resource, staged());
    });
  },
};

/** Files of a staging system, of the same form: a person typed another prefix. */
async function indexOther(context: DrillContext, store: StoreConfig, { resource: bucket, region }: SourceConfig): Promise<StepResult> {
  const access = context.targets.access('platform-admin', region);
  const lines = Array.from({ length: 25 }, (_, n) => `${JSON.stringify({ id: `staging-${n}`, title: `Staging entry ${n}`, createdAt: context.clock.nowIso() })}\n`).join('');
  await withStore(access, (s3) => s3.put({ bucket, key: `${OTHER}datasets-1.ndjson` }, Buffer.from(lines)));
  const into = madeIndices(context, store);
  const { files, lines: count, kept, superseded, retried, malformed, refused, ignored } = await reindexSources({ access, domain: context.candidate(store.id).resource, bucket, prefix: OTHER, into, signal: context.signal });
  context.say(`sabotage: the files below ${OTHER} were indexed instead`);
  return { outputs: { files, lines: count, kept, superseded, retried, malformed, refused, ignored, problems: [] } };
}

/** What the step before has made, as the journal tells it. */
function madeIndices(context: DrillContext, { id }: StoreConfig): Readonly<Record<string, string>> {
  const made = context.effects().find((effect) => effect.id === `4-recover/opensearch.create-indices/${id}/names`)?.result as Readonly<Record<string, string>> | undefined;
  if (made === undefined) throw new RedrillError('mutation.nothing-to-spoil', 'no index was made that could be filled from elsewhere', { actor: 'platform' });
  return made;
}

/** The samples, under the name of the datasets. */
async function restoreOther(context: DrillContext, store: StoreConfig): Promise<StepResult> {
  const { resource: repository } = repositoryOf(store);
  const { resource, region } = context.candidate(store.id);
  return withDomain(context.targets.access('platform-admin', region), resource, async (client) => {
    const snapshot = (await snapshotsIn(client, repository)).findLast(({ state }) => state === 'SUCCESS');
    const restore = async (body: Readonly<Record<string, unknown>>): Promise<unknown> => client.json({ method: 'POST', path: `/_snapshot/${repository}/${snapshot?.name ?? ''}/_restore`, query: { wait_for_completion: 'true' }, body: { indices: 'samples-*', include_global_state: false, include_aliases: false, ...body }, repeatable: false });
    await restore({});
    await restore({ rename_pattern: 'samples-(.+)', rename_replacement: 'datasets-$1' });
    context.say('sabotage: the samples were restored under the name of the datasets');
    const samples = snapshot?.indices.find((index) => index.startsWith('samples-')) ?? 'samples-000001';
    return { outputs: { indices: { datasets: samples.replace('samples', 'datasets'), samples }, startedAt: snapshot?.startedAt, claimedUntil: snapshot?.startedAt } };
  });
}
