import { dateOfMicros, isDate } from '#kit/dates';
import { sha256 } from '#kit/digest';
import type { Call } from '../../service.ts';
import { DELIVERY_SECONDS, KEPT_DAYS } from './delivery.ts';
import { errors } from './errors.ts';
import type { EventPlace, EventQuery, EventRow, LookupKey } from './event-rows.ts';
import { trailState } from './state.ts';

type Input = Readonly<Record<string, unknown>>;

const KEYS: readonly LookupKey[] = ['EventId', 'EventName', 'ReadOnly', 'Username', 'ResourceType', 'ResourceName', 'EventSource', 'AccessKeyId'];
const DAY_MICROS = 86_400_000_000;
const LARGEST_PAGE = 50;

/** LookupEvents: the management events of the caller's account in the called region, newest first, minutes late, for 90 days. */
export function lookupEvents(call: Call, input: Input): object {
  const place = { account: call.caller.account, region: call.region };
  const { events, throttle } = trailState(call.catalogue);
  if (!throttle.passes(place)) throw errors.throttled();
  if (input['EventCategory'] !== undefined) throw errors.eventCategory(String(input['EventCategory']));
  const attribute = attributeOf(input);
  const limit = limitOf(input);
  const { fromMicros, toMicros } = rangeOf(call, input);
  const digest = sha256(JSON.stringify([place, attribute, input['StartTime'] ?? null, input['EndTime'] ?? null])).slice(0, 16);
  const query: EventQuery = { place, fromMicros, toMicros, attribute, before: placeOf(input['NextToken'], digest), limit: limit + 1 };
  const found = events.find(query);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { Events: page.map(told), ...(found.length > limit && last ? { NextToken: tokenOf(last, digest) } : {}) };
}

function told(event: EventRow): object {
  return {
    EventId: event.id, EventName: event.name, ReadOnly: event.read_only === 1 ? 'true' : 'false', EventTime: dateOfMicros(event.at), EventSource: event.source,
    ...(event.access_key === null ? {} : { AccessKeyId: event.access_key }), ...(event.username === null ? {} : { Username: event.username }),
    Resources: JSON.parse(event.resources) as unknown, CloudTrailEvent: event.document,
  };
}

function attributeOf(input: Input): EventQuery['attribute'] {
  const given = (input['LookupAttributes'] ?? []) as readonly { readonly AttributeKey?: string; readonly AttributeValue?: string }[];
  const [first, ...others] = given;
  if (!first) return null;
  if (others.length > 0) throw errors.lookupAttributes('You can specify only one attribute key in a lookup.');
  const key = KEYS.find((one) => one === first.AttributeKey);
  if (!key) throw errors.lookupAttributes(`${String(first.AttributeKey)} is no valid AttributeKey: ${KEYS.join(', ')}.`);
  const value = first.AttributeValue ?? '';
  if (value === '') throw errors.lookupAttributes('An AttributeValue must not be empty.');
  return { key, value };
}

/** What is still kept and has already been delivered, within what was asked for. */
function rangeOf(call: Call, input: Input): { readonly fromMicros: number; readonly toMicros: number } {
  const now = call.time.nowMicros();
  const [start, end] = [microsOfDate(input['StartTime']), microsOfDate(input['EndTime'])];
  if (start !== null && end !== null && start > end) throw errors.timeRange();
  return { fromMicros: Math.max(start ?? 0, now - KEPT_DAYS * DAY_MICROS), toMicros: Math.min(end ?? Number.MAX_SAFE_INTEGER, now - DELIVERY_SECONDS * 1_000_000) };
}

function microsOfDate(value: unknown): number | null {
  return isDate(value) ? value.getTime() * 1000 : null;
}

function limitOf(input: Input): number {
  const given = input['MaxResults'] ?? LARGEST_PAGE;
  if (typeof given === 'number' && Number.isInteger(given) && given >= 1 && given <= LARGEST_PAGE) return given;
  throw errors.maxResults(given);
}

function tokenOf({ at, seq }: EventPlace, digest: string): string {
  return Buffer.from(`${digest} ${at} ${seq}`).toString('base64');
}

function placeOf(token: unknown, digest: string): EventPlace | null {
  if (token === undefined || token === null) return null;
  const match = /^([0-9a-f]{16}) (\d+) (\d+)$/.exec(Buffer.from(String(token), 'base64').toString('utf8'));
  if (!match || match[1] !== digest) throw errors.nextToken();
  return { at: Number(match[2]), seq: Number(match[3]) };
}
