import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { Known } from '../known.ts';

/** DR-C1: no platform data lives outside the platform's accounts. Said of what settings show: copies of AWS Backup, replicas of buckets, shared snapshots. */
export const insideTheAccount: ClaimModule = { id: 'DR-C1', needs: ['store', 'vault', 'plan', 'point', 'bucket', 'shared-snapshot'], judge };

function judge(known: Known): Answer {
  const own = new Set(Object.values(known.scope.accounts));
  const plans = known.of('plan').flatMap((plan) => plan.rules.flatMap(({ copies }) => copies).map(({ vaultArn }) => accountOf(vaultArn)).filter((account) => !own.has(account)).map((account) => ({ fact: plan, text: `plan ${plan.name} copies into account ${account}` })));
  const replicas = known.of('bucket').flatMap((bucket) => bucket.replicas.filter(({ account }) => account !== null && !own.has(account)).map(({ account }) => ({ fact: bucket, text: `bucket ${bucket.name} is replicated into account ${account ?? ''}` })));
  const shared = known.of('shared-snapshot').flatMap((snapshot) => snapshot.with.filter((account) => !own.has(account)).map((account) => ({ fact: snapshot, text: `snapshot ${snapshot.snapshot} is shared with ${account === 'all' ? 'everybody' : `account ${account}`}` })));
  const outside = [...plans, ...replicas, ...shared];
  if (outside.length > 0) return refuted(named(outside.map(({ text }) => text)), outside.map(({ fact }) => fact));
  const stores = known.of('store').filter(({ gap }) => gap === null);
  if (stores.length === 0) return open('no store of the config was found in the account');
  return confirmed('no plan, replication rule or shared snapshot leads out of the accounts of the config (copies by hand, and whoever downloads, leave no setting); that copies lie in a second account of the platform is DR-C9', [...stores, ...known.of('plan')]);
}

/** `arn:aws:backup:us-west-2:222222222222:backup-vault:name` -> 222222222222. */
function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
