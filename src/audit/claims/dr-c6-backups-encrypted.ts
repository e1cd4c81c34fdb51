import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { Known } from '../known.ts';

/** DR-C6: backups are encrypted at rest: every recovery point of every vault, and the buckets that hold other copies. AWS encrypts with AES-256 only. */
export const backupsEncrypted: ClaimModule = { id: 'DR-C6', needs: ['point', 'vault', 'bucket', 'other-points'], judge };

function judge(known: Known): Answer {
  const points = known.of('point').filter(({ status }) => status !== 'DELETING' && status !== 'EXPIRED');
  const plain = points.filter(({ encrypted }) => !encrypted);
  const holders = new Set(known.of('other-points').map(({ resource }) => resource));
  const buckets = known.of('bucket').filter(({ name }) => holders.has(name));
  const bare = buckets.filter(({ algorithm }) => algorithm === null);
  if (plain.length + bare.length > 0) {
    const texts = [...plain.map((point) => `the point of ${point.resourceArn} of ${point.createdAt} in vault ${point.vault} is not encrypted`), ...bare.map(({ name }) => `bucket ${name} has no encryption`)];
    return refuted(named(texts), [...plain, ...bare]);
  }
  if (points.length === 0) return open('there is no recovery point whose encryption could be looked at');
  const keys = new Set(points.map(({ keyArn }) => keyArn));
  return confirmed(`all ${points.length} recovery points in ${known.of('vault').length} vaults are encrypted, under ${keys.size} keys${buckets.length > 0 ? `, and so is ${named(buckets.map(({ name }) => `bucket ${name}`))}` : ''}`, [...known.of('vault'), ...buckets, ...points.slice(-1)]);
}
