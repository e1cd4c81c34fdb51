import type { Tag } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import { ec2Sdk, withEc2 } from './with-ec2.ts';

/** Gives a volume or snapshot tags; others that it has stay. */
export async function setTags(access: AwsAccess, resource: string, tags: readonly Tag[]): Promise<void> {
  if (tags.length > 0) await withEc2(access, (client) => client.send(new (ec2Sdk().CreateTagsCommand)({ Resources: [resource], Tags: [...tags] })));
}

/** Takes tags away by their keys; those that are not there are fine. */
export async function removeTags(access: AwsAccess, resource: string, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await withEc2(access, (client) => client.send(new (ec2Sdk().DeleteTagsCommand)({ Resources: [resource], Tags: keys.map((Key) => ({ Key })) })));
}
