import type { AccessPointDescription, EFSClient, FileSystemDescription, MountTargetDescription } from '@aws-sdk/client-efs';
import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { describeFileSystem } from './describe-file-system.ts';
import { efsCode } from './efs-code.ts';
import { OWN_ARN, parseFileSystemSettings, type FileSystemSettings } from './file-system-settings.ts';
import { efsSdk, withEfs } from './with-efs.ts';

export interface ReadFileSystem {
  readonly system: FileSystemDescription;
  readonly settings: FileSystemSettings;
  /** With the state and zone of each. */
  readonly mountTargets: readonly MountTargetDescription[];
}

/** A living file system with everything around it that a backup does not hold. Throws `efs.NoFileSystem`. */
export async function readFileSystemSettings(access: AwsAccess, id: string): Promise<ReadFileSystem> {
  const system = await describeFileSystem(access, id);
  if (system === null) throw new RedrillError('efs.NoFileSystem', `there is no file system ${id} in account ${access.account}, ${access.region}`, { actor: 'platform' });
  return withEfs(access, async (client) => {
    const sdk = efsSdk();
    const on = { FileSystemId: id };
    const { MountTargets = [] } = await client.send(new sdk.DescribeMountTargetsCommand(on));
    const { AccessPoints = [] } = await client.send(new sdk.DescribeAccessPointsCommand(on));
    const { LifecyclePolicies = [] } = await client.send(new sdk.DescribeLifecycleConfigurationCommand(on));
    const { BackupPolicy } = await client.send(new sdk.DescribeBackupPolicyCommand(on));
    const targets = MountTargets.filter(({ LifeCycleState }) => LifeCycleState !== 'deleting' && LifeCycleState !== 'deleted');
    const settings = parseSettings({
      PerformanceMode: system.PerformanceMode, ThroughputMode: system.ThroughputMode, ProvisionedThroughputInMibps: system.ProvisionedThroughputInMibps ?? null,
      Encrypted: system.Encrypted ?? false, KmsKeyId: system.KmsKeyId ?? null,
      MountTargets: await withGroups(client, targets),
      AccessPoints: AccessPoints.filter(({ LifeCycleState }) => LifeCycleState !== 'deleting').map(accessPointOf),
      Policy: await policyOf(client, system), BackupPolicy: BackupPolicy?.Status?.startsWith('ENABL') === true ? 'ENABLED' : 'DISABLED',
      LifecyclePolicies: LifecyclePolicies.map((policy) => Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined))),
      ReplicationOverwriteProtection: system.FileSystemProtection?.ReplicationOverwriteProtection ?? 'ENABLED', Tags: ownTags(system.Tags),
    });
    return { system, settings, mountTargets: targets };
  });
}

/** A file system without a mount target is a sound answer of a look, though no definition may say so. */
function parseSettings(value: Readonly<Record<string, unknown>> & { readonly MountTargets: FileSystemSettings['MountTargets'] }): FileSystemSettings {
  if (value.MountTargets.length > 0) return parseFileSystemSettings(value);
  return { ...parseFileSystemSettings({ ...value, MountTargets: [{ SubnetId: 'none', SecurityGroups: ['none'] }] }), MountTargets: [] };
}

async function withGroups(client: EFSClient, targets: readonly MountTargetDescription[]): Promise<FileSystemSettings['MountTargets']> {
  const found: FileSystemSettings['MountTargets'] = [];
  for (const { MountTargetId, SubnetId = '' } of targets) {
    const { SecurityGroups = [] } = await client.send(new (efsSdk().DescribeMountTargetSecurityGroupsCommand)({ MountTargetId }));
    found.push({ SubnetId, SecurityGroups: [...SecurityGroups].sort() });
  }
  return found.sort((a, b) => (a.SubnetId < b.SubnetId ? -1 : 1));
}

function accessPointOf({ Name, ClientToken, PosixUser, RootDirectory, Tags }: AccessPointDescription): unknown {
  const { Path = '/', CreationInfo } = RootDirectory ?? {};
  return {
    Name: Name ?? ClientToken ?? 'unnamed', PosixUser: PosixUser ? { Uid: PosixUser.Uid, Gid: PosixUser.Gid, SecondaryGids: PosixUser.SecondaryGids ?? [] } : null,
    RootDirectory: { Path, CreationInfo: CreationInfo ? { OwnerUid: CreationInfo.OwnerUid, OwnerGid: CreationInfo.OwnerGid, Permissions: CreationInfo.Permissions } : null }, Tags: ownTags(Tags).filter(({ Key }) => Key !== 'Name'),
  };
}

async function policyOf(client: EFSClient, { FileSystemId, FileSystemArn = '' }: FileSystemDescription): Promise<unknown> {
  try {
    const { Policy } = await client.send(new (efsSdk().DescribeFileSystemPolicyCommand)({ FileSystemId }));
    return Policy === undefined ? null : JSON.parse(Policy.replaceAll(FileSystemArn, OWN_ARN));
  } catch (error) {
    if (efsCode(error) === 'PolicyNotFound') return null;
    throw error;
  }
}

/** Tags of AWS itself (`aws:...`) are left out. */
function ownTags(tags: FileSystemDescription['Tags'] | AccessPointDescription['Tags']): FileSystemSettings['Tags'] {
  return (tags ?? []).flatMap(({ Key, Value }) => (Key === undefined || Key.startsWith('aws:') ? [] : [{ Key, Value: Value ?? '' }]));
}
