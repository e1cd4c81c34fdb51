import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext, PointsProbe } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { readBinPoints } from './bin-points.ts';
import { readVaultPoints } from './vault-points.ts';

/** The points that the recovery rests on: snapshots in the vault, or the volume itself where the Recycle Bin would keep it. */
export const ebsPoints: PointsProbe = { service: 'ebs', read };

function read(context: DrillContext, store: StoreConfig, moment: 'baseline' | 'end'): ReturnType<PointsProbe['read']> {
  const [backup] = store.backups;
  if (backup === undefined) return Promise.resolve({ points: [], complete: true, outsideBlastRadius: false });
  if (backup.kind === 'aws-backup') return readVaultPoints(context, store);
  if (backup.kind === 'recycle-bin') return readBinPoints(context, store, moment);
  throw new RedrillError('store.backup-kind', `${store.id}: backup ${backup.id} is of kind ${backup.kind}, and none of a volume; expected kind aws-backup or recycle-bin`);
}
