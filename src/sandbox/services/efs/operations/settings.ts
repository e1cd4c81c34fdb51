import { AwsError, type Operation } from '../../../service.ts';
import { validatePolicy } from '../../../authorise/validate-policy.ts';
import { errors } from '../errors.ts';
import { fileSystemFor, requireAvailable } from '../find.ts';
import { fileSystemArn } from '../ids.ts';
import { need, only, oneOf, type Input } from '../input.ts';
import { FILE_SYSTEMS, type LifecyclePolicy } from '../model.ts';

const TRANSITIONS: Readonly<Record<string, RegExp>> = {
  TransitionToIA: /^AFTER_(1|7|14|30|60|90|180|270|365)_DAYS?$/,
  TransitionToArchive: /^AFTER_(1|7|14|30|60|90|180|270|365)_DAYS?$/,
  TransitionToPrimaryStorageClass: /^AFTER_1_ACCESS$/,
};

/**
 * Settings of a file system that no backup holds. The automatic backups that a backup policy turns on go to a vault of EFS's own on AWS; here
 * the policy is kept and told, and backups come from plans. Storage classes change what files cost, not what they hold: the rules are kept.
 */
export const settings: Readonly<Record<string, Operation>> = {
  PutFileSystemPolicy: (call, input) => {
    only(input, ['FileSystemId', 'Policy', 'BypassPolicyLockoutSafetyCheck'], 'PutFileSystemPolicy');
    const system = requireAvailable(fileSystemFor(call, input, 'PutFileSystemPolicy'));
    const policy = need(input, 'Policy');
    requirePolicy(policy, fileSystemArn(system, system.id));
    FILE_SYSTEMS.put(call.catalogue, { ...system, policy });
    return { FileSystemId: system.id, Policy: policy };
  },
  DescribeFileSystemPolicy: (call, input) => {
    const system = fileSystemFor(call, input, 'DescribeFileSystemPolicy');
    if (system.policy === null) throw errors.policyNotFound(system.id);
    return { FileSystemId: system.id, Policy: system.policy };
  },
  DeleteFileSystemPolicy: (call, input) => {
    FILE_SYSTEMS.put(call.catalogue, { ...requireAvailable(fileSystemFor(call, input, 'DeleteFileSystemPolicy')), policy: null });
  },
  PutBackupPolicy: (call, input) => {
    const system = requireAvailable(fileSystemFor(call, input, 'PutBackupPolicy'));
    const backups = oneOf((input['BackupPolicy'] ?? {}) as Input, 'Status', ['ENABLED', 'DISABLED']);
    FILE_SYSTEMS.put(call.catalogue, { ...system, backups });
    return { BackupPolicy: { Status: backups === 'ENABLED' ? 'ENABLING' : 'DISABLING' } };
  },
  DescribeBackupPolicy: (call, input) => ({ BackupPolicy: { Status: fileSystemFor(call, input, 'DescribeBackupPolicy').backups } }),
  PutLifecycleConfiguration: (call, input) => {
    const system = requireAvailable(fileSystemFor(call, input, 'PutLifecycleConfiguration'));
    const lifecycle = lifecycleOf(input);
    FILE_SYSTEMS.put(call.catalogue, { ...system, lifecycle });
    return { LifecyclePolicies: lifecycle };
  },
  DescribeLifecycleConfiguration: (call, input) => ({ LifecyclePolicies: fileSystemFor(call, input, 'DescribeLifecycleConfiguration').lifecycle }),
  DescribeReplicationConfigurations: (call, input) => {
    if (input['FileSystemId'] === undefined) return { Replications: [] };
    throw errors.replicationNotFound(fileSystemFor(call, input, 'DescribeReplicationConfigurations').id);
  },
};

function requirePolicy(policy: string, arn: string): void {
  try {
    validatePolicy(policy, arn);
  } catch (error) {
    if (error instanceof AwsError) throw errors.invalidPolicy(error.message);
    throw error;
  }
}

/** Each rule stands alone in its object, and once. */
function lifecycleOf(input: Input): readonly LifecyclePolicy[] {
  const given = (input['LifecyclePolicies'] ?? []) as readonly LifecyclePolicy[];
  const rules = given.flatMap((policy) => Object.entries(policy).filter(([, value]) => value !== undefined));
  for (const [rule, value] of rules) {
    if (TRANSITIONS[rule]?.test(value) !== true) throw errors.badRequest(`Invalid value '${value}' for ${rule}`);
  }
  if (rules.length !== given.length || new Set(rules.map(([rule]) => rule)).size !== rules.length) throw errors.badRequest('Each lifecycle policy must hold exactly one transition, and each transition once');
  return rules.map(([rule, value]) => ({ [rule]: value }));
}
