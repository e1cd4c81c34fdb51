import { trouble } from '../key-serves.ts';
import type { Known } from '../known.ts';
import { finding } from './finding.ts';
import type { AuditFinding } from './finding.ts';

/** Keys of recovery points and vaults that cannot open them: gone, switched off, about to be deleted, of a foreign account, or of a region that is lost with them. */
export function keyTroubles(known: Known): readonly AuditFinding[] {
  return known.of('key').flatMap((key) => {
    const points = known.of('point').filter(({ keyArn }) => keyArn === key.arn);
    const vaults = known.of('vault').filter(({ keyArn }) => keyArn === key.arn);
    const [place] = [...points, ...vaults];
    const why = place === undefined ? null : trouble(known, key, place);
    if (why === null) return [];
    return [finding({
      cause: `key.${key.arn}`,
      severity: 'high',
      title: `${points.length} recovery points cannot be restored: ${why}`,
      detail: `Vaults ${[...new Set([...points.map(({ vault }) => vault), ...vaults.map(({ name }) => name)])].join(', ')} rest on this key. A point without its key is lost, however complete it is.`,
      claim: 'DR-C6',
      edit: key.state === 'PendingDeletion' ? `Cancel the deletion: aws kms cancel-key-deletion --key-id ${key.arn}, then enable it.` : key.state === 'Disabled' ? `Enable it: aws kms enable-key --key-id ${key.arn}` : 'Copy the points into a vault under a key of the platform\'s own.',
      rests: [key, ...vaults, ...points.slice(0, 1)],
    })];
  });
}
