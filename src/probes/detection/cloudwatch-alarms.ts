import type { AlarmHistoryItem, CloudWatchClient, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { DetectionReading, FiredAlarm, Struck } from '#contract/detection';
import { dateOfMicros } from '#kit/dates';
import { isoMicros, microsOf } from '#kit/time';
import { withDeadline } from '#kit/wall-clock';
import { cloudwatchClient } from '#targets/clients';
import { aboutStore } from './about-store.ts';
import type { AlarmSource, SourceConfig } from './alarm-source.ts';
import type { DetectionWorld } from './detection.ts';
import { keepWatchClose } from './keep-watch-close.ts';

type Config = SourceConfig<'cloudwatch-alarms'>;

const ANSWER_MS = 20_000;

/**
 * CloudWatch's alarms. T1 is the alarm's first change to ALARM after T0, read from its history, so one that has ended again meanwhile counts as well;
 * one that was in ALARM all along has noticed nothing.
 */
export function cloudwatchAlarms(world: DetectionWorld, config: Config): AlarmSource {
  const name = `CloudWatch in ${config.region}`;
  return {
    name,
    look: async (struck, signal) => {
      await keepWatchClose(world, signal);
      const client = cloudwatchClient(world.targets.access('drill-observer', config.region));
      try {
        return await withDeadline(ANSWER_MS, (inTime) => read(client, config, { name, struck, signal: inTime }), signal);
      } finally {
        client.destroy();
      }
    },
  };
}

async function read(client: CloudWatchClient, config: Config, { name, struck, signal }: { readonly name: string; readonly struck: readonly Struck[]; readonly signal: AbortSignal }): Promise<DetectionReading> {
  const about = (await alarmsOf(client, config, signal)).flatMap((alarm) => {
    if (config.about === 'platform') return struck.map((store) => ({ alarm, store }));
    const store = aboutStore(struck, { store: config.store, values: (alarm.Dimensions ?? []).map(({ Value }) => Value ?? ''), name: alarm.AlarmName ?? '' });
    return store === null ? [] : [{ alarm, store }];
  });
  if (about.length === 0) return { fired: [], standing: [], unread: [] };
  const changes = await changesToAlarm(client, about.map(({ store }) => store.since).toSorted()[0] ?? '', signal);
  const fired: FiredAlarm[] = [];
  const standing: string[] = [];
  for (const { alarm, store } of about) {
    const first = changes.find((item) => item.AlarmName === alarm.AlarmName && timeOf(item.Timestamp) >= microsOf(store.since));
    const title = alarm.AlarmName ?? '';
    if (first !== undefined) fired.push({ source: `${name}: alarm ${title}`, store: store.store, at: isoMicros(timeOf(first.Timestamp)), began: isoMicros(timeOf(first.Timestamp)), why: reasonOf(first) });
    else if (alarm.StateValue === 'ALARM') standing.push(`alarm ${title} of ${name} has been in ALARM since ${isoMicros(timeOf(alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp))}, before the fault, and so noticed nothing`);
  }
  return { fired, standing, unread: [] };
}

async function alarmsOf(client: CloudWatchClient, { names, prefix }: Config, signal: AbortSignal): Promise<readonly MetricAlarm[]> {
  const { paginateDescribeAlarms } = await import('@aws-sdk/client-cloudwatch');
  const alarms: MetricAlarm[] = [];
  const asked = { AlarmTypes: ['MetricAlarm' as const], ...(names === undefined ? {} : { AlarmNames: [...names] }), ...(prefix === undefined ? {} : { AlarmNamePrefix: prefix }) };
  for await (const page of paginateDescribeAlarms({ client }, asked, { abortSignal: signal })) alarms.push(...(page.MetricAlarms ?? []));
  return alarms;
}

/** Oldest first. */
async function changesToAlarm(client: CloudWatchClient, since: string, signal: AbortSignal): Promise<readonly AlarmHistoryItem[]> {
  const { paginateDescribeAlarmHistory } = await import('@aws-sdk/client-cloudwatch');
  const items: AlarmHistoryItem[] = [];
  const asked = { HistoryItemType: 'StateUpdate' as const, StartDate: dateOfMicros(microsOf(since)), ScanBy: 'TimestampAscending' as const, MaxRecords: 100 };
  for await (const page of paginateDescribeAlarmHistory({ client }, asked, { abortSignal: signal })) items.push(...(page.AlarmHistoryItems ?? []));
  return items.filter((item) => newState(item).stateValue === 'ALARM');
}

function reasonOf(item: AlarmHistoryItem): string {
  return newState(item).stateReason ?? item.HistorySummary ?? 'no reason given';
}

function newState({ HistoryData, HistorySummary }: AlarmHistoryItem): { readonly stateValue?: string; readonly stateReason?: string } {
  try {
    return (JSON.parse(HistoryData ?? '') as { readonly newState?: { readonly stateValue?: string; readonly stateReason?: string } }).newState ?? {};
  } catch {
    // Its data is no JSON: the summary says the same in words.
    return HistorySummary?.endsWith('to ALARM') === true ? { stateValue: 'ALARM' } : {};
  }
}

function timeOf(date: Date | undefined): number {
  return (date?.getTime() ?? 0) * 1000;
}
