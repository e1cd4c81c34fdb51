import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { describeTable } from '#stores/dynamodb/describe-table';
import { describeVolume } from '#stores/ebs/describe-volume';
import { describeFileSystem } from '#stores/efs/describe-file-system';
import { describeDomain } from '#stores/opensearch/domain';
import { describeInstance } from '#stores/rds/describe-instance';
import { bucketExists } from '#stores/s3/bucket-exists';
import { readPointer } from '#targets/pointer';
import { reach, type Reached } from './reach.ts';

/** A black hole costs each look this much, so it is short; a region that is there answers in a fraction of it. */
const LOOK_MS = 2000;

/**
 * As a user: does the region say where the store is, and does the store's service answer there? Broken when neither does. An error that the
 * region itself gives is an answer.
 */
export async function observeStore(context: DrillContext, { store, region }: { readonly store: string; readonly region: string }): Promise<{ readonly broken: boolean | null; readonly detail: string }> {
  const { resource, pointer } = context.binding(store);
  const access = { ...context.targets.access('platform-app', region), answerMs: LOOK_MS };
  const { service } = context.store(store);
  const [way, there] = await Promise.all([
    reach(() => readPointer(access, pointer), LOOK_MS),
    reach(() => ASK[service](access, resource), LOOK_MS),
  ]);
  return judge({ way, there }, { service, region, pointer });
}

/** Both silent: the region is away. One of them alone is no outage of a region, and nothing that this fault does. */
export function judge({ way, there }: { readonly way: Reached; readonly there: Reached }, { service, region, pointer }: { readonly service: string; readonly region: string; readonly pointer: string }): { readonly broken: boolean | null; readonly detail: string } {
  if (way.answers && there.answers) return { broken: false, detail: `${region} answers: ${pointer} can be read, and ${service} as well` };
  if (way.answers || there.answers) return { broken: null, detail: `${way.answers ? pointer : service} answers in ${region} and ${way.answers ? service : pointer} does not (${way.how}; ${there.how})` };
  return { broken: true, detail: `${region} does not answer: ${pointer} (${way.how}), ${service} (${there.how})` };
}

const ASK: Readonly<Record<StoreConfig['service'], (access: AwsAccess, resource: string) => Promise<unknown>>> = {
  rds: describeInstance,
  dynamodb: describeTable,
  efs: describeFileSystem,
  ebs: describeVolume,
  opensearch: describeDomain,
  s3: bucketExists,
};
