import type { MutationModule } from '#contract/modules';
import { awaitAvailable } from '#stores/rds/await-instance';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import { afterRePoint } from './after-re-point.ts';

/** All rows come back, into an instance that the internet can reach and that keeps its backups for a day. */
export const postureWeaker: MutationModule = {
  id: 'posture-weaker',
  service: 'rds',
  title: 'the instance comes back public, with backups of one day',
  expect: { verdict: 'fail-integrity', reasonCode: 'posture.drift' },
  ...afterRePoint(async (context, { resource, region }) => {
    const access = context.targets.access('platform-admin', region);
    await withRds(access, (client) => client.send(new (rdsSdk().ModifyDBInstanceCommand)({ DBInstanceIdentifier: resource, PubliclyAccessible: true, BackupRetentionPeriod: 1, ApplyImmediately: true })));
    await awaitAvailable(context, access, resource);
    context.say(`sabotage: ${resource} was made public and keeps backups for one day`);
  }),
};
