import type { Binding, DrillContext, PostureProbe } from '#contract/modules';
import type { Posture } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { describeDomain, opensearchSdk, originOfStatus, withControl, withSearch } from '#stores/opensearch/domain';
import { readContents } from '#stores/opensearch/index-definitions';
import { readWriters } from '#stores/opensearch/writers';
import { OPENSEARCH_COMPARATORS, postureOf } from './posture-of.ts';

/** The settings of a search domain and of its indices; read as the observer. */
export const opensearchPosture: PostureProbe = { service: 'opensearch', comparators: OPENSEARCH_COMPARATORS, read };

async function read(context: DrillContext, { resource, region, pointer }: Binding): Promise<Posture> {
  const access = context.targets.access('drill-observer', region);
  const domain = await describeDomain(access, resource);
  if (domain === null) throw new RedrillError('opensearch.NoDomain', `there is no search domain ${resource}`, { actor: 'platform' });
  const { TagList } = await withControl(access, (client) => client.send(new (opensearchSdk().ListTagsCommand)({ ARN: domain.ARN })));
  const contents = await withSearch(access, originOfStatus(access, domain), (client) => readContents(client, context.signal));
  return postureOf(domain, Object.fromEntries((TagList ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])), { contents, writers: await readWriters(access, pointer) });
}
