import type { AwsAccess } from '#contract/aws';
import { rdsSdk, withRds } from './with-rds.ts';

const DAY_MINUTES = 1440;

/** What RDS itself said last of an instance in the past day, for errors that must tell why; null where it said nothing. */
export async function lastEvent(access: AwsAccess, identifier: string): Promise<string | null> {
  const { Events = [] } = await withRds(access, (client) => client.send(new (rdsSdk().DescribeEventsCommand)({ SourceType: 'db-instance', SourceIdentifier: identifier, Duration: DAY_MINUTES })));
  return Events.at(-1)?.Message ?? null;
}
