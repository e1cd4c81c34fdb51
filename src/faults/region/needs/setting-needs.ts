import type { Dependency } from '#contract/events';
import type { DrillContext } from '#contract/modules';
import { describeInstance } from '#stores/rds/describe-instance';
import { secretName } from '#stores/rds/read-secret';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import { rdsCode } from '#stores/rds/rds-code';
import { readPointer } from '#targets/pointer';
import { goes, looked, type Struck } from './struck.ts';

/** What a store needs beside its data where it is to stand again: its secrets and named groups, and the stores that it must follow. */
export async function settingNeeds(context: DrillContext, struck: Struck): Promise<readonly Dependency[]> {
  switch (struck.store.service) {
    case 'rds': return [...(await secrets(context, struck)), ...(await groups(context, struck))];
    case 'opensearch': return followed(context, struck);
    case 's3': return [controlPlane(context, struck)];
    default: return [];
  }
}

/** They are written by nobody during an outage: what is not there beforehand is not there. */
async function secrets(context: DrillContext, struck: Struck): Promise<readonly Dependency[]> {
  const { id, pointer } = struck.store;
  const { recovery } = context.config.regions;
  const access = context.targets.access('drill-observer', recovery);
  const names = [secretName(pointer), `${pointer}/admin`];
  const each = await Promise.all(names.map((name) => looked({ store: id, kind: 'secret', what: name, region: recovery }, async () => {
    const there = (await readPointer(access, name)) !== null;
    return { store: id, kind: 'secret', what: name, region: recovery, lost: goes(struck, recovery), ...(there ? {} : { missing: true }), detail: there ? `the parameter is in ${recovery} as well` : `the parameter is in ${struck.store.region} alone, so the password goes with the database` };
  })));
  return each.flat();
}

/** By the names that the living instance has: a restore in the other region asks for the same ones there. */
async function groups(context: DrillContext, struck: Struck): Promise<readonly Dependency[]> {
  const { id, region: home } = struck.store;
  const { recovery } = context.config.regions;
  const place = { store: id, kind: 'settings', what: `groups of ${context.binding(id).resource}`, region: recovery } as const;
  return looked(place, async () => {
    const instance = await describeInstance(context.targets.access('drill-observer', home), context.binding(id).resource);
    const there = context.targets.access('drill-observer', recovery);
    const wanted: readonly (readonly [string, string | undefined, Ask])[] = [
      ['subnet group', instance?.DBSubnetGroup?.DBSubnetGroupName, (DBSubnetGroupName) => withRds(there, (client) => client.send(new (rdsSdk().DescribeDBSubnetGroupsCommand)({ DBSubnetGroupName })))],
      ['parameter group', instance?.DBParameterGroups?.[0]?.DBParameterGroupName, (DBParameterGroupName) => withRds(there, (client) => client.send(new (rdsSdk().DescribeDBParameterGroupsCommand)({ DBParameterGroupName })))],
      ['option group', instance?.OptionGroupMemberships?.[0]?.OptionGroupName, (OptionGroupName) => withRds(there, (client) => client.send(new (rdsSdk().DescribeOptionGroupsCommand)({ OptionGroupName })))],
    ];
    return Promise.all(wanted.flatMap(([what, name, ask]) => (name === undefined ? [] : [group(struck, { what, name, region: recovery, ask })])));
  });
}

type Ask = (name: string) => Promise<unknown>;

async function group(struck: Struck, { what, name, region, ask }: { readonly what: string; readonly name: string; readonly region: string; readonly ask: Ask }): Promise<Dependency> {
  const there = await exists(() => ask(name));
  return { store: struck.store.id, kind: 'settings', what: `${what} ${name}`, region, lost: goes(struck, region), ...(there ? {} : { missing: true }), detail: there ? `made beforehand in ${region}` : `there is no ${what} ${name} in ${region}: a restore there is refused, or gets the default one` };
}

async function exists(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (/(NotFound|NotFoundFault)$/.test(rdsCode(error) ?? '')) return false;
    throw error;
  }
}

/** An index refers to rows: it is made in line with the database as it comes back, never side by side with it. */
function followed(context: DrillContext, struck: Struck): readonly Dependency[] {
  const others = (context.run.faults ?? []).flatMap(({ with: args }) => (typeof args['store'] === 'string' ? [context.store(args['store'])] : []));
  return others.filter(({ service }) => service === 'rds').map(({ id, title }) => ({ store: struck.store.id, kind: 'store', what: id, region: context.config.regions.recovery, lost: false, detail: `${title} comes first: only the recovered rows say what the index may refer to` }));
}

/** aws-facts: making, deleting and setting up buckets of any region goes through the global one. */
function controlPlane({ config }: DrillContext, struck: Struck): Dependency {
  const { global } = config.regions;
  return { store: struck.store.id, kind: 'control-plane', what: 's3:CreateBucket', region: global, lost: goes(struck, global), detail: `buckets of every region are made and set up by a control plane in ${global}; a bucket that is made beforehand does not need it` };
}
