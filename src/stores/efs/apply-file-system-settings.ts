import type { EFSClient } from '@aws-sdk/client-efs';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { awaitAvailable, awaitMountTargets } from './await-file-system.ts';
import { fileSystemArn } from './describe-file-system.ts';
import { efsCode } from './efs-code.ts';
import { OWN_ARN, type FileSystemSettings } from './file-system-settings.ts';
import { readFileSystemSettings } from './read-file-system-settings.ts';
import { efsSdk, withEfs } from './with-efs.ts';

/** Names of the settings that were changed. */
export type Changed = readonly string[];

/**
 * Gives a file system everything around it that its restore did not bring, and waits until it can be mounted. Changes differences only, so
 * repeating it finishes what was cut off. What is there beyond the definition (further tags, access points) stays.
 */
export async function applyFileSystemSettings(context: Pick<DrillContext, 'clock' | 'signal'>, { access, id }: { readonly access: AwsAccess; readonly id: string }, wanted: FileSystemSettings): Promise<Changed> {
  await awaitAvailable(context, access, id);
  const { settings: found } = await readFileSystemSettings(access, id);
  const due = differences(found, wanted);
  const steps: Readonly<Record<keyof typeof due, (client: EFSClient) => Promise<void>>> = {
    MountTargets: (client) => addMountTargets(client, id, due.MountTargets ?? []),
    AccessPoints: (client) => addAccessPoints(client, id, due.AccessPoints ?? []),
    Tags: async (client) => { await client.send(new (efsSdk().TagResourceCommand)({ ResourceId: id, Tags: [...(due.Tags ?? [])] })); },
    Policy: async (client) => { await client.send(new (efsSdk().PutFileSystemPolicyCommand)({ FileSystemId: id, Policy: JSON.stringify(wanted.Policy).replaceAll(OWN_ARN, fileSystemArn({ ...access, resource: id })) })); },
    BackupPolicy: async (client) => { await client.send(new (efsSdk().PutBackupPolicyCommand)({ FileSystemId: id, BackupPolicy: { Status: wanted.BackupPolicy } })); },
    LifecyclePolicies: async (client) => { await client.send(new (efsSdk().PutLifecycleConfigurationCommand)({ FileSystemId: id, LifecyclePolicies: wanted.LifecyclePolicies })); },
    ThroughputMode: async (client) => { await client.send(new (efsSdk().UpdateFileSystemCommand)({ FileSystemId: id, ThroughputMode: wanted.ThroughputMode, ...(wanted.ProvisionedThroughputInMibps === null ? {} : { ProvisionedThroughputInMibps: wanted.ProvisionedThroughputInMibps }) })); },
    ReplicationOverwriteProtection: async (client) => { await client.send(new (efsSdk().UpdateFileSystemProtectionCommand)({ FileSystemId: id, ReplicationOverwriteProtection: wanted.ReplicationOverwriteProtection })); },
  };
  const changed = (Object.keys(due) as (keyof typeof due)[]).filter((name) => due[name] !== null);
  for (const name of changed) await withEfs(access, steps[name]);
  await awaitAvailable(context, access, id);
  await awaitMountTargets(context, access, { id, until: 'available' });
  return changed;
}

/** Whether everything of a definition is in force. */
export async function fileSystemSettingsInForce(access: AwsAccess, id: string, wanted: FileSystemSettings): Promise<boolean> {
  const { system, settings, mountTargets } = await readFileSystemSettings(access, id);
  return system.LifeCycleState === 'available' && mountTargets.every(({ LifeCycleState }) => LifeCycleState === 'available') && Object.values(differences(settings, wanted)).every((one) => one === null);
}

interface Differences {
  readonly MountTargets: FileSystemSettings['MountTargets'] | null;
  readonly AccessPoints: FileSystemSettings['AccessPoints'] | null;
  readonly Tags: FileSystemSettings['Tags'] | null;
  readonly Policy: true | null;
  readonly BackupPolicy: true | null;
  readonly LifecyclePolicies: true | null;
  readonly ThroughputMode: true | null;
  readonly ReplicationOverwriteProtection: true | null;
}

function differences(found: FileSystemSettings, wanted: FileSystemSettings): Differences {
  const differs = (name: keyof FileSystemSettings): true | null => (JSON.stringify(found[name]) === JSON.stringify(wanted[name]) ? null : true);
  const some = <T>(list: T[]): T[] | null => (list.length === 0 ? null : list);
  return {
    MountTargets: some(wanted.MountTargets.filter(({ SubnetId, SecurityGroups }) => !found.MountTargets.some((one) => one.SubnetId === SubnetId && one.SecurityGroups.join() === [...SecurityGroups].sort().join()))),
    AccessPoints: some(wanted.AccessPoints.filter((point) => !found.AccessPoints.some((one) => one.Name === point.Name && JSON.stringify(one.RootDirectory) === JSON.stringify(point.RootDirectory) && JSON.stringify(one.PosixUser) === JSON.stringify(point.PosixUser)))),
    Tags: some(wanted.Tags.filter(({ Key, Value }) => !found.Tags.some((one) => one.Key === Key && one.Value === Value))),
    Policy: wanted.Policy === null ? null : differs('Policy'),
    BackupPolicy: differs('BackupPolicy'),
    LifecyclePolicies: differs('LifecyclePolicies'),
    ThroughputMode: differs('ThroughputMode') ?? differs('ProvisionedThroughputInMibps'),
    ReplicationOverwriteProtection: differs('ReplicationOverwriteProtection'),
  };
}

/** A mount target whose security groups are wrong gets the right ones; a zone that has none gets one. */
async function addMountTargets(client: EFSClient, id: string, targets: FileSystemSettings['MountTargets']): Promise<void> {
  const sdk = efsSdk();
  const { MountTargets = [] } = await client.send(new sdk.DescribeMountTargetsCommand({ FileSystemId: id }));
  for (const { SubnetId, SecurityGroups } of targets) {
    const there = MountTargets.find((one) => one.SubnetId === SubnetId);
    try {
      if (there) await client.send(new sdk.ModifyMountTargetSecurityGroupsCommand({ MountTargetId: there.MountTargetId, SecurityGroups }));
      else await client.send(new sdk.CreateMountTargetCommand({ FileSystemId: id, SubnetId, SecurityGroups }));
    } catch (error) {
      // made by a request whose answer was lost
      if (efsCode(error) !== 'MountTargetConflict') throw error;
    }
  }
}

async function addAccessPoints(client: EFSClient, id: string, points: FileSystemSettings['AccessPoints']): Promise<void> {
  for (const { Name, PosixUser, RootDirectory, Tags } of points) {
    try {
      await client.send(new (efsSdk().CreateAccessPointCommand)({
        FileSystemId: id, ClientToken: `${id}-${Name}`.slice(0, 64), Tags: [{ Key: 'Name', Value: Name }, ...Tags],
        ...(PosixUser === null ? {} : { PosixUser }),
        RootDirectory: { Path: RootDirectory.Path, ...(RootDirectory.CreationInfo === null ? {} : { CreationInfo: RootDirectory.CreationInfo }) },
      }));
    } catch (error) {
      if (efsCode(error) !== 'AccessPointAlreadyExists') throw error;
    }
  }
}
