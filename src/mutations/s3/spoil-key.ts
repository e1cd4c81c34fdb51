import { createRequire } from 'node:module';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { kmsClient } from '#targets/clients';

const load = createRequire(import.meta.url);

/** One key for all sabotages of an account, found again by its name: what is encrypted with it stays readable. */
const ALIAS = 'alias/redrill-skipped-objects';

/** ARN of the key under which objects are hidden from a backup; made at first use, enabled afterwards. */
export function readySpoilKey(access: AwsAccess): Promise<string> {
  return withKms(access, async (client, sdk) => {
    const known = await spoilKey(client, sdk);
    if (known !== null) {
      await client.send(new sdk.EnableKeyCommand({ KeyId: known }));
      return known;
    }
    const { KeyMetadata } = await client.send(new sdk.CreateKeyCommand({ Description: 'objects that a drill hides from AWS Backup' }));
    if (KeyMetadata?.Arn === undefined) throw new RedrillError('mutation.no-key', 'KMS made a key and did not say which', { actor: 'platform' });
    await client.send(new sdk.CreateAliasCommand({ AliasName: ALIAS, TargetKeyId: KeyMetadata.Arn }));
    return KeyMetadata.Arn;
  });
}

/** The same without making one; null where no sabotage ever needed it. Enabled afterwards. */
export function enableSpoilKey(access: AwsAccess): Promise<string | null> {
  return withKms(access, async (client, sdk) => {
    const known = await spoilKey(client, sdk);
    if (known !== null) await client.send(new sdk.EnableKeyCommand({ KeyId: known }));
    return known;
  });
}

/** From now on nobody can read or write what is encrypted with the key. */
export function disableSpoilKey(access: AwsAccess, keyArn: string): Promise<void> {
  return withKms(access, async (client, sdk) => {
    await client.send(new sdk.DisableKeyCommand({ KeyId: keyArn }));
  });
}

async function spoilKey(client: KMSClient, sdk: typeof import('@aws-sdk/client-kms')): Promise<string | null> {
  try {
    return (await client.send(new sdk.DescribeKeyCommand({ KeyId: ALIAS }))).KeyMetadata?.Arn ?? null;
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return null;
    throw error;
  }
}

async function withKms<T>(access: AwsAccess, work: (client: KMSClient, sdk: typeof import('@aws-sdk/client-kms')) => Promise<T>): Promise<T> {
  const client = kmsClient(access);
  try {
    return await work(client, load('@aws-sdk/client-kms') as typeof import('@aws-sdk/client-kms'));
  } finally {
    client.destroy();
  }
}
