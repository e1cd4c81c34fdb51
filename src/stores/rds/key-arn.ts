import type { AwsAccess } from '#contract/aws';
import { kmsClient } from '#targets/clients';

/** The ARN of the key that an id, alias or ARN names; RDS and AWS Backup always answer with the ARN. */
export async function keyArn(access: AwsAccess, ref: string | null): Promise<string | null> {
  if (ref === null || ref.includes(':key/')) return ref;
  const client = kmsClient(access);
  try {
    const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: ref }));
    return KeyMetadata?.Arn ?? null;
  } finally {
    client.destroy();
  }
}
