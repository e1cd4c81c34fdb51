import { isoMicros } from '#kit/time';
import { kmsClient } from '#targets/clients';
import type { Fact, KeyFact } from '../facts.ts';
import { attempt } from './look.ts';
import type { Look } from './look.ts';

/** The keys that vaults and recovery points lie under: a point without its key is lost. Keys of accounts that are none of the platform's are named and not asked. */
export async function readKeys(look: Look, gathered: readonly Fact[]): Promise<readonly Fact[]> {
  const arns = new Set(gathered.flatMap((fact) => ((fact.kind === 'point' || fact.kind === 'vault') && fact.keyArn !== null && fact.keyArn.startsWith('arn:') ? [fact.keyArn] : [])));
  const facts: Fact[] = [];
  for (const arn of arns) facts.push(...(await keyFacts(look, arn)));
  return facts;
}

async function keyFacts({ targets, config }: Look, arn: string): Promise<readonly Fact[]> {
  const [region = '', account = ''] = arn.split(':').slice(3, 5);
  const { platform, backup } = config.accounts;
  const base = { kind: 'key', id: `key/${account}/${region}/${arn.split('/').at(-1) ?? ''}`, account, region, arn } as const;
  const unknown: KeyFact = { ...base, state: 'Enabled', manager: 'foreign', spec: null, deletionAt: null };
  if (account !== platform.id && account !== backup.id) return [unknown];
  return attempt({ about: 'key', what: `key ${arn}`, place: base }, async () => {
    const client = kmsClient(targets.access(account === platform.id ? 'drill-observer' : 'drill-observer-backup', region));
    try {
      const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: arn }));
      return [{ ...base, state: KeyMetadata?.KeyState ?? 'unknown', manager: KeyMetadata?.KeyManager ?? 'unknown', spec: KeyMetadata?.KeySpec ?? null, deletionAt: KeyMetadata?.DeletionDate === undefined ? null : isoMicros(KeyMetadata.DeletionDate.getTime() * 1000) }];
    } catch (error) {
      if ((error as Error).name === 'NotFoundException') return [{ ...unknown, state: 'gone' }];
      throw error;
    } finally {
      client.destroy();
    }
  });
}
