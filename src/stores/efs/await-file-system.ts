import type { FileSystemDescription } from '@aws-sdk/client-efs';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeFileSystem } from './describe-file-system.ts';
import { efsSdk, withEfs } from './with-efs.ts';

const ASK_EVERY_MS = 5000;
const MOST_LOOKS = 240;

type Waiting = Pick<DrillContext, 'clock' | 'signal'>;

/** Waits in drill time until a file system can be used; EFS has no waiters. Throws when it is gone or does not come up within twenty minutes. */
export async function awaitAvailable(context: Waiting, access: AwsAccess, id: string): Promise<FileSystemDescription> {
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const system = await describeFileSystem(access, id);
    if (system?.LifeCycleState === 'available' || system?.LifeCycleState === 'updating') return system;
    if (system === null || system.LifeCycleState === 'error' || system.LifeCycleState === 'deleting' || system.LifeCycleState === 'deleted') throw new RedrillError('efs.NotAvailable', `the file system ${id} is ${system?.LifeCycleState ?? 'gone'}, expected available`, { actor: 'platform' });
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw new RedrillError('efs.NotAvailable', `the file system ${id} did not become available within ${(MOST_LOOKS * ASK_EVERY_MS) / 60_000} minutes`, { actor: 'platform' });
}

/** Waits until every mount target of a file system is available, or until none is left. */
export async function awaitMountTargets(context: Waiting, access: AwsAccess, { id, until }: { readonly id: string; readonly until: 'available' | 'gone' }): Promise<void> {
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const { MountTargets = [] } = await withEfs(access, (client) => client.send(new (efsSdk().DescribeMountTargetsCommand)({ FileSystemId: id })));
    const done = until === 'gone' ? MountTargets.length === 0 : MountTargets.length > 0 && MountTargets.every(({ LifeCycleState }) => LifeCycleState === 'available');
    if (done) return;
    const failed = MountTargets.find(({ LifeCycleState }) => LifeCycleState === 'error');
    if (failed) throw new RedrillError('efs.MountTargetFailed', `the mount target ${failed.MountTargetId} of ${id} is in state error`, { actor: 'platform' });
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw new RedrillError('efs.MountTargetsLate', `the mount targets of ${id} were not ${until} within ${(MOST_LOOKS * ASK_EVERY_MS) / 60_000} minutes`, { actor: 'platform' });
}
