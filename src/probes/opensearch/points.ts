import type { DrillContext, PointsProbe } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { servingSources } from '#stores/opensearch/source-files';
import { servingRepository } from '#stores/opensearch/snapshots';
import { readSnapshotPoints } from './snapshot-points.ts';
import { readSourcePoints } from './source-points.ts';

/** The points that the recovery of an index rests on: what the landed source files hold, or the snapshots of a repository. */
export const opensearchPoints: PointsProbe = { service: 'opensearch', read };

async function read(context: DrillContext, store: StoreConfig): ReturnType<PointsProbe['read']> {
  const sources = servingSources(store);
  if (sources !== null) return readSourcePoints(context, sources);
  const repository = servingRepository(store);
  if (repository !== null) return readSnapshotPoints(context, store, repository);
  const [backup] = store.backups;
  if (backup === undefined) return { points: [], complete: true, outsideBlastRadius: false };
  throw new RedrillError('store.backup-kind', `${store.id}: backup ${backup.id} of kind ${backup.kind} cannot be one of a search domain; expected source-files or opensearch-snapshots`);
}
