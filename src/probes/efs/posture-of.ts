import type { Posture } from '#contract/events';
import type { FileSystemSettings } from '#stores/efs/file-system-settings';

/** The settings of a file system as a comparable document. Ids and addresses are left out: they change with every restore into a new one. */
export function documentedPosture(settings: FileSystemSettings): Posture {
  return {
    performanceMode: settings.PerformanceMode,
    throughputMode: settings.ThroughputMode,
    provisionedMibps: settings.ProvisionedThroughputInMibps,
    encrypted: settings.Encrypted,
    kmsKey: settings.KmsKeyId,
    mountTargets: settings.MountTargets.map(({ SubnetId, SecurityGroups }) => `${SubnetId} ${[...SecurityGroups].sort().join(' ')}`).sort(),
    accessPoints: settings.AccessPoints.map(({ Name, PosixUser, RootDirectory }) => `${Name} ${canonical({ PosixUser, RootDirectory })}`).sort(),
    policy: (settings.Policy?.Statement ?? []).map((statement) => canonical(statement)).sort(),
    backupPolicy: settings.BackupPolicy === 'ENABLED',
    lifecycle: settings.LifecyclePolicies.map((policy) => canonical(policy)).sort(),
    replicationOverwriteProtection: settings.ReplicationOverwriteProtection === 'ENABLED',
    tags: settings.Tags.map(({ Key, Value }) => `${Key}=${Value}`).sort(),
  };
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]));
}
