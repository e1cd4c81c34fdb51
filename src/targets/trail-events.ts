import type { Event } from '@aws-sdk/client-cloudtrail';
import type { AwsAccess } from '#contract/aws';
import type { TrailEvent } from '#contract/evidence';
import { dateOfText } from '#kit/dates';
import { isoMicros } from '#kit/time';
import { cloudtrailClient } from './clients.ts';

export interface TrailQuery {
  readonly access: AwsAccess;
  /** Names of the sessions whose calls are looked for. */
  readonly sessions: readonly string[];
  readonly from: string;
  readonly to: string;
}

const MOST_PAGES = 200;

/** Calls of these sessions that changed something, as the event history of one account and region has them, oldest first. */
export async function trailEvents({ access, sessions, from, to }: TrailQuery): Promise<readonly TrailEvent[]> {
  const client = cloudtrailClient(access);
  const found: TrailEvent[] = [];
  try {
    const { LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail');
    for (const session of sessions) {
      let token: string | undefined;
      for (let page = 0; page === 0 || (token !== undefined && page < MOST_PAGES); page += 1) {
        const answer = await client.send(new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: session }], StartTime: dateOfText(from) ?? undefined, EndTime: dateOfText(to) ?? undefined, ...(token === undefined ? {} : { NextToken: token }) }));
        found.push(...(answer.Events ?? []).filter(({ ReadOnly }) => ReadOnly !== 'true').map((event) => told(event, session, access.region)));
        token = answer.NextToken;
      }
    }
  } finally {
    client.destroy();
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)) || (a.id < b.id ? -1 : 1));
}

function told({ EventId, EventTime, EventName, EventSource, ReadOnly, Resources, CloudTrailEvent }: Event, session: string, region: string): TrailEvent {
  const document = parsed(CloudTrailEvent);
  return {
    id: EventId ?? '', at: isoMicros((EventTime?.getTime() ?? 0) * 1000), name: EventName ?? '', source: EventSource ?? '', region, session, readOnly: ReadOnly === 'true',
    errorCode: typeof document['errorCode'] === 'string' ? document['errorCode'] : null, resources: (Resources ?? []).flatMap(({ ResourceName }) => (ResourceName === undefined ? [] : [ResourceName])),
  };
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>>;
  } catch {
    // The parts that matter are told beside the document.
    return {};
  }
}
