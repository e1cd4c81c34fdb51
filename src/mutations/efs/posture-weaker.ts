import type { MutationModule } from '#contract/modules';
import { efsSdk, withEfs } from '#stores/efs/with-efs';
import { afterStep } from './after-re-point.ts';

/** All files come back, into a file system that everybody in the network may mount and that nobody backs up. */
export const postureWeaker: MutationModule = {
  id: 'posture-weaker',
  service: 'efs',
  title: 'the file system comes back without its policy, and its backup policy off',
  expect: { verdict: 'fail-integrity', reasonCode: 'posture.drift' },
  ...afterStep('efs.re-point', async (context, { resource, region }) => {
    await withEfs(context.targets.access('platform-admin', region), async (client) => {
      await client.send(new (efsSdk().DeleteFileSystemPolicyCommand)({ FileSystemId: resource }));
      await client.send(new (efsSdk().PutBackupPolicyCommand)({ FileSystemId: resource, BackupPolicy: { Status: 'DISABLED' } }));
    });
    context.say(`sabotage: the policy of ${resource} is gone, and its backup policy is off`);
  }),
};
