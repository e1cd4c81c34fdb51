import { isoMicros } from '#kit/time';
import { cloudtrailClient, cloudwatchClient } from '#targets/clients';
import type { Fact } from '../facts.ts';
import { attempt, pages, places } from './look.ts';
import type { Look, LookPlace } from './look.ts';

/** Event history and alarms: who would know what was done, and who would notice. */
export async function readWatchers(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const place of places(look, { roles: ['platform'] })) {
    facts.push(...(await attempt({ about: 'alarm', what: 'alarms', place }, () => alarmsOf(place))));
    facts.push(...(await attempt({ about: 'event-history', what: 'event history', place }, () => historyOf(place))));
  }
  return facts;
}

async function alarmsOf({ account, region, access }: LookPlace): Promise<readonly Fact[]> {
  const client = cloudwatchClient(access);
  try {
    const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
    const facts: Fact[] = [];
    for await (const page of pages((token) => client.send(new DescribeAlarmsCommand(token === undefined ? {} : { NextToken: token })), ({ NextToken }) => NextToken)) {
      for (const { AlarmName: name = '', StateValue = 'unknown', MetricName = '' } of page.MetricAlarms ?? []) facts.push({ kind: 'alarm', id: `alarm/${account}/${region}/${name}`, account, region, name, state: StateValue, metric: MetricName });
    }
    return facts;
  } finally {
    client.destroy();
  }
}

async function historyOf({ account, region, access }: LookPlace): Promise<readonly Fact[]> {
  const client = cloudtrailClient(access);
  try {
    const { LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail');
    const { Events } = await client.send(new LookupEventsCommand({ MaxResults: 1 }));
    const newest = Events?.[0]?.EventTime;
    return [{ kind: 'event-history', id: `event-history/${account}/${region}`, account, region, newest: newest === undefined ? null : isoMicros(newest.getTime() * 1000) }];
  } finally {
    client.destroy();
  }
}
