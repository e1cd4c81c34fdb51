import type { Volume } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import { ec2Sdk, withEc2 } from './with-ec2.ts';

/** Every volume that is attached to an instance. */
export async function volumesOf(access: AwsAccess, instanceId: string): Promise<readonly Volume[]> {
  const found: Volume[] = [];
  let token: string | undefined;
  do {
    const from: { readonly NextToken?: string } = token === undefined ? {} : { NextToken: token };
    const page = await withEc2(access, (client) => client.send(new (ec2Sdk().DescribeVolumesCommand)({ Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }], ...from })));
    found.push(...(page.Volumes ?? []));
    token = page.NextToken;
  } while (token);
  return found;
}
