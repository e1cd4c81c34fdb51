import type { AwsAccess } from '#contract/aws';
import type { Dependency } from '#contract/events';
import { kmsClient } from '#targets/clients';
import { goes, type Struck } from './struck.ts';

/** A key that a recovery opens copies with: one that is disabled or goes is none. */
export async function keyNeed(access: AwsAccess, struck: Struck, key: string): Promise<Dependency> {
  const region = key.split(':')[3] ?? access.region;
  const { state, deletion } = await describe(access, key);
  const usable = state === 'Enabled';
  const detail = usable ? `the key of the copies in ${region} is enabled` : `the key of the copies in ${region} is ${state}${deletion === null ? '' : ` and goes on ${deletion}`}: no copy under it can be opened`;
  return { store: struck.store.id, kind: 'key', what: key, region, lost: goes(struck, region), ...(usable ? {} : { missing: true }), detail };
}

async function describe(access: AwsAccess, key: string): Promise<{ readonly state: string; readonly deletion: string | null }> {
  const client = kmsClient(access);
  try {
    const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: key }));
    return { state: KeyMetadata?.KeyState ?? 'unknown', deletion: KeyMetadata?.DeletionDate?.toISOString() ?? null };
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return { state: 'gone', deletion: null };
    throw error;
  } finally {
    client.destroy();
  }
}
