import { readdir, rmdir } from 'node:fs/promises';
import { metadataFor } from '#restores/efs/metadata-for';
import { moveContents } from '#restores/efs/move-contents';
import { applyFileSystemSettings } from '#stores/efs/apply-file-system-settings';
import { awaitMountTargets } from '#stores/efs/await-file-system';
import { describeFileSystem } from '#stores/efs/describe-file-system';
import { mounted } from '#stores/efs/mounted';
import { pathBytes } from '#stores/efs/names';
import { readFileSystemSettings } from '#stores/efs/read-file-system-settings';
import { efsSdk, withEfs } from '#stores/efs/with-efs';
import { pages } from '../gather/look.ts';
import { AUDIT_TAG, isTrialName } from './trial.ts';
import type { Trial, TrialRoom } from './trial.ts';

/** A new file system with one mount target and no tags of the living one, so that no plan takes it. What AWS Backup puts into a dated folder is moved to the root, where it is compared. */
export const efsTrial: Trial = {
  service: 'efs',
  metadata: async ({ context, live }, { fetched, name }) => {
    const { settings } = await readFileSystemSettings(context.targets.access('drill-observer', live.region), live.resource);
    // The creation token is the only name that a file system gets by a restore.
    return metadataFor({ fetched, wanted: settings, keyArn: settings.KmsKeyId, into: null, token: name });
  },
  ready,
  remove,
  leftovers: async ({ operator, live }) => withEfs(operator, async (client) => {
    const ids: string[] = [];
    for await (const page of pages((token) => client.send(new (efsSdk().DescribeFileSystemsCommand)(token === undefined ? {} : { Marker: token })), ({ NextMarker }) => NextMarker)) {
      ids.push(...(page.FileSystems ?? []).flatMap(({ FileSystemId: id = '', CreationToken = '', LifeCycleState }) => (isTrialName(CreationToken, live.resource) && LifeCycleState !== 'deleting' && LifeCycleState !== 'deleted' ? [id] : [])));
    }
    return ids;
  }),
};

async function ready({ context, restorer, live }: TrialRoom, id: string): Promise<void> {
  const { settings } = await readFileSystemSettings(context.targets.access('drill-observer', live.region), live.resource);
  await applyFileSystemSettings(context, { access: restorer, id }, { ...settings, MountTargets: settings.MountTargets.slice(0, 1), AccessPoints: [], Policy: null, BackupPolicy: 'DISABLED', LifecyclePolicies: [], Tags: [{ Key: AUDIT_TAG, Value: 'restore' }] });
  const root = await mounted(context, { ...live, resource: id });
  for (const folder of (await readdir(root)).filter((name) => name.startsWith('aws-backup-restore_'))) {
    await moveContents(root, { from: folder, to: '' });
    await rmdir(pathBytes(root, folder));
  }
}

async function remove({ context, operator }: TrialRoom, id: string): Promise<void> {
  const found = await describeFileSystem(operator, id);
  if (found === null || found.LifeCycleState === 'deleting' || found.LifeCycleState === 'deleted') return;
  const { MountTargets = [] } = await withEfs(operator, (client) => client.send(new (efsSdk().DescribeMountTargetsCommand)({ FileSystemId: id })));
  for (const { MountTargetId, LifeCycleState } of MountTargets) if (LifeCycleState !== 'deleting') await withEfs(operator, (client) => client.send(new (efsSdk().DeleteMountTargetCommand)({ MountTargetId })));
  await awaitMountTargets(context, operator, { id, until: 'gone' });
  await withEfs(operator, (client) => client.send(new (efsSdk().DeleteFileSystemCommand)({ FileSystemId: id })));
}
