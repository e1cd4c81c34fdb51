import type { Fact, ResourceFact } from '../facts.ts';
import { readBuckets } from './buckets.ts';
import { readCopyRuns } from './copy-runs.ts';
import { readKeys } from './keys.ts';
import type { Look } from './look.ts';
import { readAuditTrail } from './audit-trail.ts';
import { readParameters } from './parameters.ts';
import { readPlans } from './plans.ts';
import { readPrincipals } from './principals.ts';
import { readResources } from './resources.ts';
import { readShared } from './shared.ts';
import { readStores } from './stores.ts';
import { readVaults } from './vaults.ts';
import { readWatchers } from './watchers.ts';

/** Reads everything that claims and findings speak of. Changes nothing, and gives what it could not read as facts as well. */
export async function gather(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const read of [readStores, readBuckets, readResources, readVaults, readCopyRuns, readParameters, readPrincipals, readWatchers, readAuditTrail, readShared]) facts.push(...(await read(look)));
  const resources = facts.filter((fact): fact is ResourceFact => fact.kind === 'resource');
  facts.push(...(await readPlans(look, resources)), ...(await readKeys(look, facts)), ...look.earlier);
  return facts;
}
