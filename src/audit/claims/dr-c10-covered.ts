import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import { storesOf } from '../known.ts';
import type { Known } from '../known.ts';
import { servingPoints } from '../points.ts';
import { takenBy } from '../taken-by.ts';

/** DR-C10: AWS Backup covers DynamoDB, RDS, EFS, EBS and S3: every such store is taken by a plan and has a finished point. */
export const covered: ClaimModule = { id: 'DR-C10', needs: ['store', 'plan', 'point', 'backup-settings'], judge };

const TYPES: Readonly<Record<string, string>> = { dynamodb: 'DynamoDB', rds: 'RDS', efs: 'EFS', ebs: 'EBS', s3: 'S3' };

function judge(known: Known): Answer {
  const stores = storesOf(known, ...Object.keys(TYPES));
  if (stores.length === 0) return open('no store of the config is of a service that AWS Backup covers');
  const lost = stores.filter(({ gap }) => gap !== null);
  if (lost.length > 0) return open(named(lost.map(({ store, gap }) => `${store} could not be read: ${gap ?? ''}`)), lost);
  const out = known.of('backup-settings').filter(({ account, region, optedOut }) => stores.some((store) => store.account === account && store.region === region && optedOut.includes(TYPES[store.service] ?? '')));
  if (out.length > 0) return refuted(`AWS Backup is switched off for ${named(out.flatMap(({ optedOut }) => optedOut))}`, out);
  const untaken = stores.filter((store) => takenBy(known, store).length === 0);
  if (untaken.length > 0) return refuted(named(untaken.map(({ store, arn }) => `no plan takes ${store} (${arn ?? ''})`)), untaken);
  const pointless = stores.filter((store) => servingPoints(known, store).length === 0);
  if (pointless.length > 0) return refuted(named(pointless.map(({ store, arn }) => `no vault holds a finished scheduled point of ${store} (${arn ?? ''})`)), pointless);
  return confirmed(`a plan takes ${named(stores.map(({ store }) => store))}, and each has finished points`, stores.flatMap((store) => [store, ...servingPoints(known, store).slice(-1), ...takenBy(known, store).map(({ plan }) => plan)]));
}
