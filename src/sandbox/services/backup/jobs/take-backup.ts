import { BackupFailure, type BackedUp } from '../../../backup-resource.ts';
import { continuousId, pointArn } from '../arns.ts';
import { POINTS, type BackupJob, type Point, type Vault } from '../model.ts';
import { removePoint } from './remove-point.ts';
import type { Work } from './work.ts';

const DAY_MICROS = 86_400_000_000;

/** A point whose bytes are there. `keep` puts it into the catalogue, inside the transaction that moves its job on; `discard` throws it away. */
export interface Taken {
  readonly point: Point;
  keep(): void;
  discard(): void;
}

/** One snapshot, by the resource's own service. */
export async function snapshotBackup(work: Work, job: BackupJob, vault: Vault): Promise<Taken> {
  const { context, kinds } = work;
  const created = context.time.nowMicros();
  const sourceTags = kinds.of(job.type).find(context, job.resource)?.tags ?? {};
  const made = await kinds.of(job.type).backup(context, { resourceArn: job.resource, jobId: job.id, vaultKeyArn: vault.keyArn, roleArn: job.role });
  const point: Point = { ...pointOf(job, { created, sourceTags }), id: made.nativeArn ?? pointArn(vault, job.pointId), ...contentOf(made) };
  return { point, keep: () => POINTS.put(context.catalogue, point), discard: () => removePoint(work, point) };
}

/**
 * Begins the continuous backup of a resource, or lets it go on. With another retention than before the old point stops and a new one begins,
 * as on AWS; so it does when the old one broke.
 */
export async function continuousBackup(work: Work, job: BackupJob, vault: Vault): Promise<Taken> {
  const { context, kinds } = work;
  const kind = kinds.of(job.type);
  if (!kind.continuous) throw new BackupFailure(`The sandbox's AWS Backup has no continuous backup for ${job.type}; use a rule without EnableContinuousBackup.`);
  const sourceTags = kind.find(context, job.resource)?.tags ?? {};
  const now = context.time.nowMicros();
  const before = POINTS.ofResource(context.catalogue, job.resource).find((point) => point.continuous && point.state === 'AVAILABLE' && point.vaultArn === vault.id);
  const goesOn = before !== undefined && before.lifecycle.deleteAfterDays === job.lifecycle.deleteAfterDays && kind.continuous.window(context, before.artifact) !== null;
  const id = goesOn ? before.id : pointArn(vault, continuousId(job.resourceName, job.pointId));
  const begun = await kind.continuous.begin(context, job.resource, job.lifecycle.deleteAfterDays ?? 1, id);
  if (goesOn) {
    // it may have been tagged or be on its way out meanwhile
    const point = { ...(POINTS.find(context.catalogue, id) ?? before), ...begun };
    return { point, keep: () => POINTS.put(context.catalogue, point), discard: () => undefined };
  }
  const point: Point = { ...pointOf(job, { created: now, sourceTags }), id, ...begun, sizeBytes: 0, objects: 0, message: null, continuous: true };
  const keep = (): void => {
    if (before) POINTS.put(context.catalogue, { ...before, state: 'STOPPED', due: now + (before.lifecycle.deleteAfterDays ?? 1) * DAY_MICROS });
    POINTS.put(context.catalogue, point);
  };
  return { point, keep, discard: () => removePoint(work, point) };
}

/** What of a point its service says. */
export function contentOf(made: BackedUp): Pick<Point, 'artifact' | 'sizeBytes' | 'objects' | 'keyArn' | 'message'> {
  return { artifact: made.artifact, sizeBytes: made.sizeBytes, objects: made.objects, keyArn: made.keyArn, message: made.message };
}

function pointOf(job: BackupJob, { created, sourceTags }: { readonly created: number; readonly sourceTags: Point['sourceTags'] }): Omit<Point, 'id' | 'artifact' | 'sizeBytes' | 'objects' | 'keyArn' | 'message'> {
  return {
    account: job.account, region: job.region, resource: job.resource, state: 'CREATING', due: null, created, type: job.type, resourceName: job.resourceName,
    vault: job.vault, vaultArn: job.vaultArn, sourceVaultArn: null, role: job.role, continuous: false, lifecycle: job.lifecycle, creator: job.creator, initiated: job.created,
    completed: null, lastRestored: null, tags: { ...sourceTags, ...job.tags }, sourceTags,
  };
}
