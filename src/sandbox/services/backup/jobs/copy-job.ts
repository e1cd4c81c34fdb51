import { evaluatePolicy } from '../../../authorise/evaluate-policy.ts';
import type { PolicyDocument } from '../../../authorise/policy-document.ts';
import { BackupFailure } from '../../../backup-resource.ts';
import type { SandboxContext } from '../../../service.ts';
import { roleExists } from '../access.ts';
import { pointArn } from '../arns.ts';
import { modelledMicros } from '../durations.ts';
import { expiryDue } from '../lifecycle.ts';
import { COPY_JOBS, POINTS, VAULTS, type CopyJob, type Point, type Vault } from '../model.ts';
import { contentOf } from './take-backup.ts';
import { attempt, type Work } from './work.ts';

const COPYABLE: ReadonlySet<string> = new Set(['AVAILABLE', 'COMPLETED', 'STOPPED', 'EXPIRED']);

/** Moves a copy job on by one state; its real work is done in RUNNING while `ends` is null, again after a kill. */
export async function stepCopyJob(work: Work, job: CopyJob): Promise<void> {
  if (job.state === 'RUNNING' && job.ends !== null) return finish(work, job);
  const running: CopyJob = { ...job, state: 'RUNNING' };
  COPY_JOBS.put(work.context.catalogue, running);
  const copied = await attempt(work, `copy job ${job.id}`, () => copy(work, running));
  if (copied.ok) return;
  COPY_JOBS.put(work.context.catalogue, { ...running, state: 'FAILED', due: null, completed: work.context.time.nowMicros(), message: copied.message });
}

async function copy({ context, kinds }: Work, job: CopyJob): Promise<void> {
  const source = POINTS.find(context.catalogue, job.source);
  if (!source || !COPYABLE.has(source.state)) throw new BackupFailure('The source recovery point is not available any more.');
  const vault = VAULTS.find(context.catalogue, job.destination);
  if (!vault) throw new BackupFailure(`The destination backup vault ${job.destination} cannot be found.`);
  requireAllowed(context, job, vault);
  requireKeys(context, { job, source, vault });
  const made = await kinds.of(job.type).copy(context, { artifact: source.artifact, to: { account: vault.account, region: vault.region }, keyArn: vault.keyArn, jobId: job.id });
  const point: Point = {
    ...source, ...contentOf(made),
    id: made.nativeArn ?? pointArn(vault, job.pointId), account: vault.account, region: vault.region, state: 'CREATING', due: null, vault: vault.name, vaultArn: vault.id, sourceVaultArn: source.vaultArn,
    // a copy keeps the source's creation date; of a continuous point it is a snapshot of this moment
    created: source.continuous ? context.time.nowMicros() : source.created, continuous: false, lifecycle: job.lifecycle ?? source.lifecycle, initiated: job.created, completed: null, lastRestored: null,
  };
  context.catalogue.transaction(() => {
    POINTS.put(context.catalogue, point);
    const ends = context.time.nowMicros() + modelledMicros(context, 'backup-copy', { objects: point.objects, bytes: point.sizeBytes });
    COPY_JOBS.put(context.catalogue, { ...job, point: point.id, sizeBytes: point.sizeBytes, ends, due: ends });
  });
}

/** The destination's policy decides: an explicit deny always, and across accounts it must allow backup:CopyIntoBackupVault. Keys that AWS manages stay in their account. */
function requireAllowed(context: SandboxContext, job: CopyJob, vault: Vault): void {
  if (!roleExists(job.role)) throw new BackupFailure(`IAM Role ${job.role} cannot be assumed by AWS Backup`);
  const caller = { account: job.account, arn: job.role, userId: '', roleArn: job.role, anonymous: false };
  const says = vault.policy === null ? 'silent' : evaluatePolicy(JSON.parse(vault.policy) as PolicyDocument, { caller, action: 'backup:CopyIntoBackupVault', resource: vault.id });
  const foreign = vault.account !== job.account;
  if (says === 'deny' || (foreign && says !== 'allow')) throw new BackupFailure(`Access Denied trying to call AWS Backup service: the policy of ${vault.id} ${says === 'deny' ? 'denies' : 'does not allow'} backup:CopyIntoBackupVault for ${job.role}`);
  const source = POINTS.find(context.catalogue, job.source);
  if (foreign && job.type === 'RDS' && source?.keyArn === context.keys.managed('rds', job)) throw new BackupFailure('Snapshots encrypted with the AWS managed key aws/rds cannot be copied to another account; encrypt the source with a customer managed key.');
}

/**
 * The role must be able to open the source and to encrypt the copy. In another account AWS Backup encrypts with its own role there, which
 * is never denied; what is not encrypted stays so where it is.
 */
function requireKeys({ keys }: SandboxContext, { job, source, vault }: { readonly job: CopyJob; readonly source: Point; readonly vault: Vault }): void {
  const by = { account: job.account, arn: job.role };
  const here = vault.account === job.account;
  const opening = source.keyArn === null ? null : keys.problem(source.keyArn, 'decrypt', by);
  if (opening) throw new BackupFailure(`The AWS KMS key ${source.keyArn} of the source recovery point is not available to ${job.role}: ${opening.message}`);
  if (source.keyArn === null && here && vault.region === job.region) return;
  const sealing = keys.problem(vault.keyArn, 'encrypt', here ? by : null);
  if (sealing) throw new BackupFailure(`The AWS KMS key ${vault.keyArn} of the destination vault is not available to ${job.role}: ${sealing.message}`);
}

function finish({ context }: Work, job: CopyJob): void {
  const { catalogue, time } = context;
  const point = POINTS.find(catalogue, job.point ?? '');
  const completed = time.nowMicros();
  catalogue.transaction(() => {
    if (point) POINTS.put(catalogue, { ...point, state: 'COMPLETED', completed, due: expiryDue(point) });
    COPY_JOBS.put(catalogue, { ...job, completed, due: null, ...(point ? { state: 'COMPLETED', message: point.message } : { state: 'FAILED', message: 'The copy was deleted before the job had finished.' }) });
  });
}
