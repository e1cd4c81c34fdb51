import type { RecoveryPointFact } from '#contract/events';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext, PointsProbe } from '#contract/modules';
import { withDomain } from '#stores/opensearch/domain';
import { isAutomated, snapshotsIn } from '#stores/opensearch/snapshots';
import type { RepositoryConfig, Snapshot } from '#stores/opensearch/snapshots';

/** The snapshots of a repository. Only a restore can read what one holds, so it counts as OpenSearch claims: everything up to its begin. */
export async function readSnapshotPoints(context: DrillContext, { id }: StoreConfig, { resource: repository }: RepositoryConfig): Promise<Awaited<ReturnType<PointsProbe['read']>>> {
  const { resource, region } = context.binding(id);
  const snapshots = await withDomain(context.targets.access('drill-observer', region), resource, (client) => snapshotsIn(client, repository));
  return { points: snapshots.map((snapshot) => pointOf(repository, snapshot)), complete: true, outsideBlastRadius: survives(context, id, repository) };
}

export function pointOf(repository: string, { name, state, startedAt, endedAt, failedShards, scheduled }: Snapshot): RecoveryPointFact {
  const complete = state === 'SUCCESS' && failedShards === 0 && endedAt !== null;
  return {
    id: `${repository}/${name}`,
    madeBy: scheduled ? 'schedule' : 'other',
    createdAt: startedAt,
    availableAt: complete ? endedAt : null,
    // A PARTIAL snapshot can be restored, and is incomplete: none to rest on.
    status: complete ? 'completed' : state === 'IN_PROGRESS' ? 'running' : 'failed',
    found: [],
    claimedUntil: startedAt,
  };
}

/** Deleting indices leaves every repository; a domain takes its automated snapshots with it. */
function survives({ run }: DrillContext, store: string, repository: string): boolean {
  if (!isAutomated(repository)) return true;
  return (run.faults ?? []).filter((fault) => fault.with['store'] === store).every((fault) => fault.uses === 'opensearch.wipe-indices');
}
