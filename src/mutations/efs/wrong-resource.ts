import { hash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext, MutationModule } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { awaitBackupsEnded } from '#stores/backup/await-backups-ended';
import { runBackupJob } from '#stores/backup/run-backup-job';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { awaitAvailable, awaitMountTargets } from '#stores/efs/await-file-system';
import { fileSystemArn } from '#stores/efs/describe-file-system';
import { efsCode } from '#stores/efs/efs-code';
import { mounted } from '#stores/efs/mounted';
import { readFileSystemSettings } from '#stores/efs/read-file-system-settings';
import { efsSdk, withEfs } from '#stores/efs/with-efs';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { pointsOf, removePoint, saboteur, snapshotPoints } from './vault-content.ts';

const ID = 'wrong-resource';
const swap = spoilNewestPoint({ id: ID, mode: 'swap', means: 'holds the content of another file system', points: snapshotPoints, other: otherPoint });

/** The point of another file system is restored: ids look alike in the night. */
export const wrongResource: MutationModule = {
  id: ID,
  service: 'efs',
  title: 'the newest point holds the content of another file system',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  ...swap,
  undo: async (context, store) => {
    await swap.undo(context, store);
    if (context.effects().some(({ id }) => id === otherEffect(store))) await removeOther(context, store);
  },
};

function otherEffect({ id }: StoreConfig): string {
  return `3-disrupt/mutation/${ID}/${id}/other`;
}

function otherPoint(context: DrillContext, store: StoreConfig): Promise<string> {
  return context.effect<string>({
    id: otherEffect(store),
    what: 'make another file system and back it up',
    destructive: false,
    // Making what is there already is answered by its creation token, and the same token gives the same job.
    probe: async () => undefined,
    act: () => makeOther(context, store),
  });
}

/** A small file system with a few files, and a point of it in the same vault. */
async function makeOther(context: DrillContext, store: StoreConfig): Promise<string> {
  const vault = ownVaultOf(store);
  const access = saboteur(context, vault);
  const binding = context.binding(store.id);
  const id = await createOther(context, store);
  await awaitAvailable(context, access, id);
  const { settings } = await readFileSystemSettings(access, binding.resource);
  const [target] = settings.MountTargets;
  try {
    await withEfs(access, (client) => client.send(new (efsSdk().CreateMountTargetCommand)({ FileSystemId: id, SubnetId: target?.SubnetId, SecurityGroups: target?.SecurityGroups })));
  } catch (error) {
    if (efsCode(error) !== 'MountTargetConflict') throw error;
  }
  await awaitMountTargets(context, access, { id, until: 'available' });
  const folder = join(await mounted(context, { ...binding, resource: id }), 'staging');
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < 3; n += 1) await writeFile(join(folder, `file-${n}`), `of another file system: ${n}`);
  const { point } = await runBackupJob(context, access, { vault: vault.resource, resourceArn: fileSystemArn({ ...binding, resource: id }), roleArn: `arn:aws:iam::${binding.account}:role/aws-backup`, token: `${context.run.id}/${ID}` });
  return point;
}

async function createOther(context: DrillContext, store: StoreConfig): Promise<string> {
  try {
    const { FileSystemId } = await withEfs(saboteur(context, ownVaultOf(store)), (client) => client.send(new (efsSdk().CreateFileSystemCommand)({ CreationToken: tokenOf(context), Tags: [{ Key: 'Name', Value: `${store.resource}-staging` }] })));
    if (FileSystemId !== undefined) return FileSystemId;
  } catch (error) {
    if (efsCode(error) !== 'FileSystemAlreadyExists') throw error;
  }
  const id = await findOther(context, store);
  if (id === null) throw new RedrillError('mutation.no-other', 'EFS made another file system and does not list it', { actor: 'platform' });
  return id;
}

async function findOther(context: DrillContext, store: StoreConfig): Promise<string | null> {
  const { FileSystems } = await withEfs(saboteur(context, ownVaultOf(store)), (client) => client.send(new (efsSdk().DescribeFileSystemsCommand)({ CreationToken: tokenOf(context) })));
  return FileSystems?.find(({ LifeCycleState }) => LifeCycleState !== 'deleting')?.FileSystemId ?? null;
}

/** However far its making came: waits for a backup that is still running, deletes every point of it, its mount targets, then itself. */
async function removeOther(context: DrillContext, store: StoreConfig): Promise<void> {
  const vault = ownVaultOf(store);
  const access = saboteur(context, vault);
  const id = await findOther(context, store);
  if (id === null) return;
  const arn = fileSystemArn({ ...context.binding(store.id), resource: id });
  await awaitBackupsEnded(context, access, arn);
  for (const point of await pointsOf(context, vault, arn)) await removePoint(context, vault, point.arn);
  const { MountTargets = [] } = await withEfs(access, (client) => client.send(new (efsSdk().DescribeMountTargetsCommand)({ FileSystemId: id })));
  for (const { MountTargetId, LifeCycleState } of MountTargets) if (LifeCycleState !== 'deleting') await withEfs(access, (client) => client.send(new (efsSdk().DeleteMountTargetCommand)({ MountTargetId })));
  await awaitMountTargets(context, access, { id, until: 'gone' });
  await withEfs(access, (client) => client.send(new (efsSdk().DeleteFileSystemCommand)({ FileSystemId: id })));
}

/** The run's own: nobody else makes a file system with this token, so it may go again. */
function tokenOf({ run: { id, token, folder } }: DrillContext): string {
  return `redrill-staging-${hash('sha256', `${id} ${token ?? folder}`).slice(0, 16)}`;
}
