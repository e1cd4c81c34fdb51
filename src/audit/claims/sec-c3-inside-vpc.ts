import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { Known } from '../known.ts';

/** SEC-C3: databases can be reached only inside the VPC: every database instance of the account, also those that a restore left behind. */
export const insideVpc: ClaimModule = { id: 'SEC-C3', needs: ['store', 'resource'], judge };

function judge(known: Known): Answer {
  const databases = known.of('resource').filter(({ service }) => service === 'rds');
  if (databases.length === 0) return open('there is no database instance in the account');
  const reachable = databases.filter(({ publiclyAccessible }) => publiclyAccessible !== false);
  if (reachable.length > 0) return refuted(named(reachable.map(({ name }) => `database instance ${name} is publicly accessible`)), reachable);
  const astray = databases.filter(({ subnetGroup }) => subnetGroup === null || subnetGroup === 'default');
  if (astray.length > 0) return refuted(named(astray.map(({ name, subnetGroup }) => `database instance ${name} lies in subnet group ${subnetGroup ?? 'of none'}, not in the platform's own`)), astray);
  return confirmed(`${named(databases.map(({ name, subnetGroup }) => `${name} is not public and lies in subnet group ${subnetGroup ?? ''}`))}`, databases);
}
