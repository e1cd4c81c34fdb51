import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import type { TargetRef } from '#contract/events';
import type { Binding, DrillContext } from '#contract/modules';
import { describeTable } from '#stores/dynamodb/describe-table';
import { readTableSettings } from '#stores/dynamodb/read-table-settings';
import { tableArn } from '#stores/dynamodb/table-arn';
import { describeVolume, isGone, tagsOf as tagsOfVolume, volumeArn } from '#stores/ebs/describe-volume';
import { describeFileSystem, fileSystemArn, tagsOf as tagsOfFileSystem } from '#stores/efs/describe-file-system';
import { describeDomain, opensearchSdk, withControl } from '#stores/opensearch/domain';
import { describeInstance } from '#stores/rds/describe-instance';
import { bucketExists } from '#stores/s3/bucket-exists';
import { mustBeInPlan } from '../must-be-in-plan.ts';
import { bucketTags } from '../s3/bucket-tags.ts';

interface Known {
  readonly arn: string;
  readonly what: string;
  readonly tags: Readonly<Record<string, string>> | null;
}

type Tag = { readonly Key?: string | undefined; readonly Value?: string | undefined };

/** What a region takes away of one store: its living resource, which is not harmed. An empty list where it does not serve from that region. */
export async function regionTargets(context: DrillContext, { store, region }: { readonly store: string; readonly region: string }): Promise<readonly TargetRef[]> {
  const binding = context.binding(store);
  if (binding.region !== region) return [];
  const access = context.targets.access('drill-observer', region);
  const config = context.store(store);
  const known = await LOOK[config.service](access, binding);
  if (known === null) return [];
  if (known.tags !== null) await mustBeInPlan(access, { store: config, arn: known.arn, tags: known.tags });
  return [{ store, arn: known.arn, what: `${known.what} goes with ${region}, unharmed`, count: null, bytes: null, sample: [], tags: known.tags }];
}

const LOOK: Readonly<Record<StoreConfig['service'], (access: AwsAccess, binding: Binding) => Promise<Known | null>>> = {
  rds: async (access, { resource }) => {
    const instance = await describeInstance(access, resource);
    if (instance?.DBInstanceArn === undefined || instance.DBInstanceStatus === 'deleting') return null;
    return { arn: instance.DBInstanceArn, what: `database instance ${resource}`, tags: byKey(instance.TagList) };
  },
  dynamodb: async (access, binding) => {
    const table = await describeTable(access, binding.resource);
    if (table === null) return null;
    const { settings } = await readTableSettings(access, binding.resource);
    return { arn: tableArn(binding), what: `table ${binding.resource}`, tags: byKey(settings.Tags) };
  },
  efs: async (access, binding) => {
    const system = await describeFileSystem(access, binding.resource);
    return system?.LifeCycleState === 'available' ? { arn: fileSystemArn(binding), what: `file system ${binding.resource}`, tags: tagsOfFileSystem(system) } : null;
  },
  ebs: async (access, binding) => {
    const volume = await describeVolume(access, binding.resource);
    return isGone(volume) ? null : { arn: volumeArn(binding), what: `volume ${binding.resource}`, tags: tagsOfVolume(volume) };
  },
  opensearch: async (access, { resource }) => {
    const ARN = (await describeDomain(access, resource))?.ARN;
    if (ARN === undefined) return null;
    const { TagList } = await withControl(access, (client) => client.send(new (opensearchSdk().ListTagsCommand)({ ARN })));
    return { arn: ARN, what: `search domain ${resource}`, tags: TagList === undefined ? null : byKey(TagList) };
  },
  s3: async (access, { resource }) => ((await bucketExists(access, resource)) ? { arn: `arn:aws:s3:::${resource}`, what: `bucket ${resource}`, tags: await bucketTags(access, resource) } : null),
};

function byKey(tags: readonly Tag[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}
