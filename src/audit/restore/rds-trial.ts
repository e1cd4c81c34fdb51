import { snapshotMetadata } from '#restores/rds/metadata-for';
import { awaitAvailable, awaitGone } from '#stores/rds/await-instance';
import { describeInstance } from '#stores/rds/describe-instance';
import { readInstanceSettings } from '#stores/rds/read-instance-settings';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import { pages } from '../gather/look.ts';
import { isTrialName } from './trial.ts';
import type { Trial } from './trial.ts';

/** A database instance beside the living one, in its groups, never public. */
export const rdsTrial: Trial = {
  service: 'rds',
  metadata: async ({ context, live }, { fetched, name }) => {
    const { settings } = await readInstanceSettings(context.targets.access('drill-observer', live.region), live.resource);
    return snapshotMetadata({ fetched, identifier: name, wanted: { ...settings, PubliclyAccessible: false, DeletionProtection: false, MultiAZ: false } });
  },
  ready: async ({ context, restorer }, identifier) => { await awaitAvailable(context, restorer, identifier); },
  remove: async ({ context, operator }, identifier) => {
    const found = await describeInstance(operator, identifier);
    if (found !== null && found.DBInstanceStatus !== 'deleting') await withRds(operator, (client) => client.send(new (rdsSdk().DeleteDBInstanceCommand)({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: true, DeleteAutomatedBackups: true })));
    await awaitGone(context, operator, identifier);
  },
  leftovers: async ({ operator, live }) => withRds(operator, async (client) => {
    const names: string[] = [];
    for await (const page of pages((token) => client.send(new (rdsSdk().DescribeDBInstancesCommand)(token === undefined ? {} : { Marker: token })), ({ Marker }) => Marker)) names.push(...(page.DBInstances ?? []).flatMap(({ DBInstanceIdentifier: name = '' }) => (isTrialName(name, live.resource) ? [name] : [])));
    return names;
  }),
};
