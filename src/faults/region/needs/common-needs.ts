import type { Dependency } from '#contract/events';
import type { DrillContext } from '#contract/modules';
import { ENTRY, readEntry } from '#targets/entry';
import { goes, looked, type Struck } from './struck.ts';

/** What every recovery from the loss of a region shares: who may act, who notices, where users are led, where the harness keeps its lease. */
export async function commonNeeds(context: DrillContext, struck: Struck): Promise<readonly Dependency[]> {
  return [...roles(context, struck), ...alarms(context, struck), ...(await entry(context, struck))];
}

/** Roles work in every region; only changing them needs the global one. */
function roles({ config }: DrillContext, struck: Struck): readonly Dependency[] {
  const { global } = config.regions;
  const account = config.accounts[struck.store.account].id;
  return [
    ...['aws-backup', 'drill-restorer'].map((name): Dependency => ({ store: null, kind: 'role', what: `arn:aws:iam::${account}:role/${name}`, region: null, lost: false, detail: 'every region has a copy of it, and signs in by itself' })),
    { store: null, kind: 'control-plane', what: 'changes of roles and policies (IAM)', region: global, lost: goes(struck, global), detail: `IAM is changed in ${global} alone: a role that lacks a right cannot be given it while that is away` },
  ];
}

/** An alarm that lies in what it watches goes with it. It is no loss where another one notices. */
function alarms({ config }: DrillContext, struck: Struck): readonly Dependency[] {
  const sources = config.detection.map((source): Dependency => {
    if (source.kind === 'prometheus-alerts') return { store: null, kind: 'alarm', what: `alerts of ${source.url}`, region: null, lost: null, detail: 'asked at the address of the platform: it answers only as long as the platform does' };
    return { store: null, kind: 'alarm', what: `CloudWatch alarms in ${source.region}`, region: source.region, lost: false, detail: goes(struck, source.region) ? `goes with ${source.region}: it can notice nothing of this` : 'outside what is cut' };
  });
  const outside = config.detection.some((source) => source.kind === 'cloudwatch-alarms' && !goes(struck, source.region));
  return outside ? sources : [...sources, { store: null, kind: 'alarm', what: 'an alarm outside the region', region: null, lost: true, detail: `every alarm lies in what goes (${struck.regions.join(', ')}): nobody but a person would notice` }];
}

async function entry(context: DrillContext, struck: Struck): Promise<readonly Dependency[]> {
  const { global } = context.config.regions;
  return looked({ store: null, kind: 'entry', what: ENTRY, region: global }, async () => {
    const there = (await readEntry(context, 'drill-observer')) !== null;
    return { store: null, kind: 'entry', what: ENTRY, region: global, lost: goes(struck, global), ...(there ? {} : { missing: true }), detail: there ? `leads users to a region, and is switched in ${global}` : `there is no such parameter in ${global}: users cannot be led elsewhere` };
  });
}
