import { documentsDisagree } from './documents-disagree.ts';
import type { Find } from './finding.ts';
import { keyTroubles } from './keys.ts';
import { planTroubles } from './plans.ts';
import { reachable } from './reachable.ts';
import { restoreTroubles } from './restores.ts';
import { unprotected } from './unprotected.ts';
import { vaultTroubles } from './vaults.ts';
import { worstLosses } from './worst-loss.ts';

/** Everything that an audit looks for beyond the claims. */
export const FINDINGS: readonly Find[] = [documentsDisagree, worstLosses, unprotected, keyTroubles, planTroubles, vaultTroubles, reachable, restoreTroubles];
