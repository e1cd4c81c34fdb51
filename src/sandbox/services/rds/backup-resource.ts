import { BackupFailure, type BackedUp, type BackupResourceKind, type ProtectedThing, type RestoreProgress } from '../../backup-resource.ts';
import { AwsError, type SandboxContext } from '../../service.ts';
import { parseArtifact, snapshotArtifact, type Artifact } from './artifact.ts';
import { beginRestore } from './backup-restore.ts';
import { continuousBackups } from './continuous-backups.ts';
import { damageSnapshot } from './damage-snapshot.ts';
import { EngineFailure } from './engine/db-engine.ts';
import { engineOf } from './engine-of.ts';
import { parseArn, rdsArn } from './ids.ts';
import { newSnapshot } from './jobs/begin-snapshot.ts';
import { dropSnapshot } from './jobs/end-backups.ts';
import { pointed } from './jobs/snapshot-job.ts';
import { SERVING } from './jobs/tick-job.ts';
import type { Instance, Snapshot } from './model.ts';
import { restoreMetadata } from './restore-metadata.ts';
import { stateOf } from './state.ts';

/** DB instances as AWS Backup protects them: snapshots named after its jobs, continuous backup, copies, restores. */
export const rdsBackupResource: BackupResourceKind = {
  type: 'RDS',
  model: 'backup-rds',
  copiesSourceTags: true,
  owns: (resourceArn) => parseArn(resourceArn)?.kind === 'db',
  list: (context, at) => stateOf(context.catalogue).instances.list(at).filter(({ createdMicros }) => createdMicros !== null).map(thingOf),
  find: (context, resourceArn) => {
    const instance = instanceOf(context, resourceArn);
    return instance ? thingOf(instance) : null;
  },
  backup: async (context, { resourceArn, jobId }) => {
    const state = stateOf(context.catalogue);
    const instance = instanceOf(context, resourceArn);
    if (!instance) throw new BackupFailure(`The DB instance ${resourceArn} does not exist.`);
    const name = `awsbackup:job-${jobId.toLowerCase()}`;
    const made = state.snapshots.find(instance, name);
    if (made && made.status === 'available') return backedUp(made);
    if (!SERVING.has(instance.status)) throw new BackupFailure(`Cannot create a snapshot because the database instance ${instance.name} is not currently in the available state.`);
    return backedUp(await takeSnapshot(context, instance, name));
  },
  continuous: continuousBackups,
  copy: async (context, { artifact, to, keyArn, jobId }) => {
    const state = stateOf(context.catalogue);
    const name = `awsbackup:copyjob-${jobId.toLowerCase()}`;
    const made = state.snapshots.find(to, name);
    if (made) return backedUp(made);
    const source = await copySource(context, parseArtifact(artifact), name);
    if (source.point === null) throw new BackupFailure(`The snapshot ${source.name} has no content.`);
    // As on AWS, what was not encrypted is encrypted with the destination vault's key when it leaves its account or region, and else stays as it is.
    const sealed = source.keyArn === null && source.account === to.account && source.region === to.region ? null : keyArn;
    const point = await engineOf(context).copyPoint(source.point, sealed);
    const copy = state.change(() => state.snapshots.put({
      ...source, account: to.account, region: to.region, name,
      type: 'awsbackup', status: 'available', keyArn: sealed, sharedWith: [],
      settings: { ...source.settings, keyArn: sealed },
      point: point.point,
      sizeBytes: point.sizeBytes,
      createdMicros: context.time.nowMicros(),
      originalCreatedMicros: source.originalCreatedMicros ?? source.createdMicros,
      source: { arn: rdsArn('snapshot', source), region: source.region },
    }));
    if (source.name === `${name}-source`) state.change(() => dropSnapshot({ state, engine: engineOf(context) }, source));
    return backedUp(copy);
  },
  restoreMetadata: (context, artifact) => restoreMetadata(context, parseArtifact(artifact)),
  restore: async (context, input) => ({ createdResourceArn: rdsArn('db', beginRestore(context, input)) }),
  restoring: (context, { createdResourceArn, jobId }) => progressOf(context, createdResourceArn, jobId),
  forget: (context, text) => {
    const state = stateOf(context.catalogue);
    const artifact = parseArtifact(text);
    if (artifact.kind === 'continuous') return continuousBackups.end(context, text);
    const snapshot = state.snapshots.find(artifact, artifact.name);
    if (snapshot) state.change(() => dropSnapshot({ state, engine: engineOf(context) }, snapshot));
  },
  damage: async (context, text, how) => {
    const artifact = parseArtifact(text);
    if (artifact.kind === 'continuous') throw new AwsError('InvalidParameterValueException', 'A continuous backup of RDS cannot be damaged as a whole; freeze its log shipping, or damage a snapshot.');
    const snapshot = stateOf(context.catalogue).snapshots.find(artifact, artifact.name);
    if (!snapshot) throw new AwsError('ResourceNotFoundException', `The snapshot ${artifact.name} does not exist.`);
    await damageSnapshot(context, snapshot, { mode: how.mode, other: how.other === undefined ? null : otherSnapshot(context, how.other) });
    return text;
  },
};

function instanceOf(context: SandboxContext, resourceArn: string): Instance | null {
  const arn = parseArn(resourceArn);
  return arn?.kind === 'db' ? stateOf(context.catalogue).instances.find(arn, arn.name) : null;
}

function thingOf(instance: Instance): ProtectedThing {
  return { arn: rdsArn('db', instance), name: instance.name, place: { account: instance.account, region: instance.region }, tags: instance.tags };
}

/** The row comes with its bytes: how long it takes is AWS Backup's business. */
async function takeSnapshot(context: SandboxContext, instance: Instance, name: string): Promise<Snapshot> {
  const state = stateOf(context.catalogue);
  const problem = instance.settings.keyArn === null ? null : context.keys.problem(instance.settings.keyArn, 'encrypt', null);
  if (problem) throw new BackupFailure(`The KMS key ${instance.settings.keyArn} cannot be used: ${problem.message}`);
  try {
    const point = await engineOf(context).snapshot(instance.ref, instance.settings.keyArn);
    const now = Math.floor(context.time.nowMicros());
    const empty = newSnapshot(instance, { name, type: 'awsbackup', tags: instance.settings.copyTagsToSnapshot ? instance.tags : {}, startedMicros: now, endsMicros: now });
    return state.change(() => state.snapshots.put({ ...empty, ...pointed(point), status: 'available' }));
  } catch (error) {
    if (error instanceof EngineFailure) throw new BackupFailure(error.message);
    throw error;
  }
}

/** A copy of a continuous point is a snapshot of this moment, which needs the instance. */
async function copySource(context: SandboxContext, artifact: Artifact, name: string): Promise<Snapshot> {
  const state = stateOf(context.catalogue);
  if (artifact.kind === 'snapshot') {
    const snapshot = state.snapshots.find(artifact, artifact.name);
    if (!snapshot) throw new BackupFailure(`The snapshot ${artifact.name} does not exist any more.`);
    return snapshot;
  }
  const instance = state.instance(artifact.resourceId);
  if (!instance || !SERVING.has(instance.status)) throw new BackupFailure('On-demand copies of continuous backups are not supported: a copy is a snapshot of the DB instance, which is not available.');
  return takeSnapshot(context, instance, `${name}-source`);
}

function backedUp(snapshot: Snapshot): BackedUp {
  return { artifact: snapshotArtifact(snapshot, snapshot.name), nativeArn: rdsArn('snapshot', snapshot), sizeBytes: snapshot.sizeBytes, objects: 0, keyArn: snapshot.keyArn, message: null };
}

function progressOf(context: SandboxContext, createdResourceArn: string, jobId: string): RestoreProgress {
  const state = stateOf(context.catalogue);
  const instance = state.instances.all().find(({ restoreJob }) => restoreJob === jobId) ?? instanceOf(context, createdResourceArn);
  if (!instance) return { state: 'failed', message: `The DB instance ${createdResourceArn} was deleted while it was being restored.` };
  const name = instance.name;
  switch (instance.status) {
    case 'creating':
    case 'backing-up': {
      const ends = state.jobs.of(instance.ref).filter(({ kind }) => kind === 'restore' || kind === 'snapshot').map(({ at }) => at);
      return { state: 'running', nextMicros: Math.max(context.time.nowMicros(), ends[0] ?? 0) + 1 };
    }
    case 'failed':
    case 'restore-error':
    case 'incompatible-parameters': return { state: 'failed', message: instance.trouble?.message ?? `The DB instance ${name} is ${instance.status}.` };
    case 'deleting': return { state: 'failed', message: `The DB instance ${name} is being deleted.` };
    default: return { state: 'done', message: null };
  }
}

/** `swap` names the other content by the artifact of its point or the ARN of its snapshot. */
function otherSnapshot(context: SandboxContext, other: string): Snapshot {
  const { snapshots } = stateOf(context.catalogue);
  const arn = parseArn(other);
  const artifact = arn ? null : parseArtifact(other);
  const found = arn ? snapshots.find(arn, arn.name) : artifact?.kind === 'snapshot' ? snapshots.find(artifact, artifact.name) : null;
  if (!found) throw new AwsError('InvalidParameterValueException', `There is no RDS snapshot ${other}, whose content could be put in the place of another's.`);
  return found;
}
