import { decide } from '../../authorise/decide.ts';
import { deniedBecause } from '../../authorise/denied-because.ts';
import { directoryOf } from '../../authorise/policy-directory.ts';
import { requestContext, type RequestContext } from '../../authorise/request-context.ts';
import type { SandboxContext } from '../../service.ts';
import { iamState } from '../iam/state.ts';

/** What the role of a job needs at least, of the actions that AWS's own service role policies list for each type. */
const NEEDED: Readonly<Record<'backup' | 'restore', Readonly<Record<string, string>>>> = {
  backup: { RDS: 'rds:CreateDBSnapshot', S3: 's3:GetObject', DynamoDB: 'dynamodb:StartAwsBackupJob', EFS: 'elasticfilesystem:Backup', EBS: 'ec2:CreateSnapshot' },
  restore: { RDS: 'rds:RestoreDBInstanceFromDBSnapshot', S3: 's3:PutObject', DynamoDB: 'dynamodb:RestoreTableFromAwsBackup', EFS: 'elasticfilesystem:Restore', EBS: 'ec2:CreateVolume' },
};

interface RoleUse {
  readonly role: string;
  readonly account: string;
  readonly region: string;
  readonly resource: string;
}

type JobUse = RoleUse & { readonly type: string; readonly metadata?: Readonly<Record<string, string>> };

/** Why AWS Backup cannot make a backup of a resource, or restore one, as a role; null when it can. */
export function roleProblem(context: SandboxContext, work: 'backup' | 'restore', job: JobUse): string | null {
  return problem(context, { ...job, resource: objectsOf(job) }, { work, action: NEEDED[work][job.type] ?? `backup:${job.type}` });
}

/** Of a bucket the role needs the objects: of the one that is backed up, or of the one that is restored into. */
function objectsOf({ type, resource, metadata }: JobUse): string {
  if (type !== 'S3') return resource;
  const into = metadata?.['DestinationBucketName'];
  return `${into === undefined ? resource : `arn:aws:s3:::${into}`}/*`;
}

/** The same for a copy out of one vault into another. What the destination's own policy says is asked elsewhere. */
export function roleCopyProblem(context: SandboxContext, { destination, ...use }: RoleUse & { readonly destination: string }): string | null {
  return problem(context, use, { work: 'copy', action: 'backup:CopyFromBackupVault', more: { 'backup:copytargets': [destination] } })
    ?? problem(context, { ...use, resource: destination }, { work: 'copy', action: 'backup:CopyIntoBackupVault' });
}

function problem({ catalogue, time }: SandboxContext, { role, account, region, resource }: RoleUse, { work, action, more = {} }: { readonly work: string; readonly action: string; readonly more?: RequestContext }): string | null {
  const found = iamState(catalogue).find(role);
  if (!found) return `IAM Role ${role} cannot be assumed by AWS Backup`;
  const caller = { account: found.account, arn: role, userId: found.id, roleArn: role, anonymous: false };
  const context = { ...requestContext({ region, at: time.now(), resourceAccount: account }), ...more };
  const decision = decide({ caller, action, resource, context }, directoryOf(catalogue).attached(caller, account), { account: found.account, policy: null, policyRequired: false });
  return decision.allowed ? null : `IAM Role ${role} does not have sufficient permissions to execute the ${work}: it is not authorized to perform ${action} on resource ${resource} ${deniedBecause(decision, action)}`;
}
