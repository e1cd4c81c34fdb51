import type { Known } from '../known.ts';
import { finding } from './finding.ts';
import type { AuditFinding } from './finding.ts';

/** Old points that did not come back, or came back as something else. */
export function restoreTroubles(known: Known): readonly AuditFinding[] {
  return known.of('restore').filter(({ outcome }) => outcome !== 'whole').map((restore) => finding({
    cause: `restore.${restore.outcome}.${restore.point}`,
    severity: 'high',
    title: restore.outcome === 'failed' ? `A point of ${restore.store} could not be restored` : `A point of ${restore.store} came back different from what was there`,
    detail: `The point of ${restore.pointCreatedAt} (${Math.round(restore.ageDays)} days old): ${restore.detail}`,
    claim: 'DR-C4',
    store: restore.store,
    rests: [restore],
  }));
}
