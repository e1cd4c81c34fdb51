import type { DrillContext, PointsProbe } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { servingVault } from '#stores/backup/serving-vault';
import { readCopyPoints } from './copy-points.ts';
import { readVaultPoints } from './vault-points.ts';

/** The recovery points of a bucket: those of the backup that serves in this drill. */
export const s3Points: PointsProbe = { service: 's3', read };

function read(context: DrillContext, store: StoreConfig): ReturnType<PointsProbe['read']> {
  const vault = servingVault(store);
  return vault === null ? readCopyPoints(context, store) : readVaultPoints(context, store, vault);
}
