import type { Operation } from '../../../service.ts';
import { backupOutput } from './automated-backups.ts';
import { errors } from '../errors.ts';
import { newBackupId, newResourceId, parseArn } from '../ids.ts';
import { refuseUnserved, requiredText, tagsOf, text, whole, type Input } from '../input.ts';
import { retainReplica } from '../jobs/replicate-job.ts';
import type { AutomatedBackup, Instance } from '../model.ts';
import { named } from '../operation.ts';
import { requireRegion, resolvedKey, type Scope } from '../scope.ts';
import { modelledMicros } from '../times.ts';

const REPLICAS_MOST = 20;

/** Begins to replicate the automated backups of an instance of another region to this one. */
export const startReplication: Operation = inThisRegion('StartDBInstanceAutomatedBackupsReplication', (scope, input) => {
  // the presigned URL that clients send along says nothing that the ARN does not say
  refuseUnserved('StartDBInstanceAutomatedBackupsReplication', input, ['SourceDBInstanceArn', 'BackupRetentionPeriod', 'KmsKeyId', 'PreSignedUrl', 'Tags']);
  const { context, state, place } = scope;
  const source = requireSource(scope, input);
  const there = state.backups.list(place).filter(({ replicaOf }) => replicaOf);
  if (there.some(({ replicaOf, status }) => replicaOf?.ref === source.ref && status === 'active')) throw errors.backupState(`The automated backups of ${source.name} are replicated to ${place.region} already.`);
  if (there.length >= REPLICAS_MOST) throw errors.backupQuota(REPLICAS_MOST);
  const days = whole(input, 'BackupRetentionPeriod') ?? 7;
  if (days < 1 || days > 35) throw errors.invalidValue(`Invalid backup retention period: ${days}. It must be between 1 and 35.`);
  const backup: AutomatedBackup = {
    ...place, name: newBackupId(), ref: newResourceId(), status: 'active', instanceName: source.name, instanceCreatedMicros: source.createdMicros ?? 0,
    settings: { ...source.settings, keyArn: keyThere(scope, source, text(input, 'KmsKeyId')), backupRetentionDays: days }, tags: tagsOf(input) ?? {},
    continuousArn: null, deletedMicros: null, earliestMicros: 0, replicaOf: { ref: source.ref, region: source.region },
  };
  state.change(() => {
    state.backups.put(backup);
    state.jobs.add({ kind: 'replicate', ref: backup.ref, at: context.time.nowMicros() + modelledMicros(context, 'rds-snapshot') });
  });
  context.time.changed();
  return { DBInstanceAutomatedBackup: backupOutput(context, backup) };
});

/** Ends it; what has arrived is retained. */
export const stopReplication: Operation = inThisRegion('StopDBInstanceAutomatedBackupsReplication', (scope, input) => {
  refuseUnserved('StopDBInstanceAutomatedBackupsReplication', input, ['SourceDBInstanceArn']);
  const { context, state, place } = scope;
  const arn = sourceArn(scope, input);
  const source = state.instances.find(arn, arn.name);
  const backup = state.backups.list(place).find(({ replicaOf, instanceName, status }) => status === 'active' && replicaOf?.region === arn.region && (source ? replicaOf.ref === source.ref : instanceName === arn.name));
  if (!backup) throw errors.backupNotFound(requiredText(input, 'SourceDBInstanceArn'));
  state.change(() => retainReplica(scope, backup));
  context.time.changed();
  return { DBInstanceAutomatedBackup: backupOutput(context, state.backup(backup.ref) ?? backup) };
});

function inThisRegion(action: string, work: Parameters<typeof named>[2]): Operation {
  return named(action, { kind: 'db', member: 'SourceDBInstanceArn' }, work);
}

function sourceArn({ place }: Scope, input: Input): { readonly account: string; readonly region: string; readonly name: string } {
  const given = requiredText(input, 'SourceDBInstanceArn');
  const arn = parseArn(given);
  if (arn?.kind !== 'db') throw errors.invalidValue(`Invalid SourceDBInstanceArn: ${given}`);
  if (arn.account !== place.account) throw errors.instanceNotFound(given);
  if (arn.region === place.region) throw errors.invalidCombination('The source DB instance must be in another region than the one that its automated backups are replicated to.');
  return arn;
}

function requireSource(scope: Scope, input: Input): Instance {
  const arn = sourceArn(scope, input);
  requireRegion(scope, arn.region);
  const source = scope.state.instances.find(arn, arn.name);
  if (!source || source.createdMicros === null) throw errors.instanceNotFound(arn.name);
  if (source.settings.backupRetentionDays === 0) throw errors.instanceState(`Automated backups are not enabled for DB instance ${source.name}; they cannot be replicated.`);
  return source;
}

/** Keys do not leave their region: an encrypted source needs one of this region. */
function keyThere(scope: Scope, source: Instance, ref: string | undefined): string | null {
  if (source.settings.keyArn === null) {
    if (ref !== undefined) throw errors.invalidCombination('KmsKeyId can only be specified for a source DB instance that is encrypted.');
    return null;
  }
  if (ref === undefined) throw errors.invalidCombination('KmsKeyId is required to replicate automated backups of an encrypted DB instance to another region.');
  return resolvedKey(scope, ref);
}
