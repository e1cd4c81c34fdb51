import { dateOfMicros } from '#kit/dates';
import type { Call } from '../../../service.ts';
import type { AlarmRow } from '../alarm-rows.ts';
import { toldAlarm } from '../describe-alarm.ts';
import { errors } from '../errors.ts';
import type { Input } from '../input.ts';
import { microsOfDate, oneOf, optionalText, pageFrom, pageToken, refuse, textsOf, wholeOf } from '../input.ts';
import { watchState } from '../state.ts';

const LARGEST_PAGE = 100;
const USUAL_PAGE = 50;
const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
const KINDS = ['ConfigurationUpdate', 'StateUpdate', 'Action'] as const;

/** DescribeAlarms: by name, by the begin of a name, by state. Composite alarms are none. */
export function describeAlarms(call: Call, input: Input): object {
  refuse('DescribeAlarms', input, ['ChildrenOfAlarmName', 'ParentsOfAlarmName']);
  const names = textsOf(input, 'AlarmNames');
  const prefix = optionalText(input, 'AlarmNamePrefix');
  if (names.length > 0 && prefix !== null) throw errors.combination('AlarmNamePrefix and AlarmNames are mutually exclusive.');
  const types = textsOf(input, 'AlarmTypes');
  const state = input['StateValue'] === undefined ? null : oneOf(input, 'StateValue', { words: STATES });
  const action = optionalText(input, 'ActionPrefix');
  const fits = (alarm: AlarmRow): boolean => (names.length === 0 || names.includes(alarm.name)) && (prefix === null || alarm.name.startsWith(prefix)) && (state === null || alarm.state === state) && (action === null || hasAction(alarm, action));
  const found = types.length > 0 && !types.includes('MetricAlarm') ? [] : watchState(call.catalogue).alarms.list({ account: call.caller.account, region: call.region }).filter(fits);
  const { page, next } = paged(found, input, JSON.stringify([names, prefix, state, action]));
  return { MetricAlarms: page.map(toldAlarm), CompositeAlarms: [], ...next };
}

/** DescribeAlarmHistory: what became of alarms, also of deleted ones, newest first unless asked otherwise. */
export function describeAlarmHistory(call: Call, input: Input): object {
  refuse('DescribeAlarmHistory', input, ['AlarmContributorId']);
  const kind = input['HistoryItemType'] === undefined ? null : oneOf(input, 'HistoryItemType', { words: KINDS });
  const query = {
    account: call.caller.account, region: call.region, alarm: optionalText(input, 'AlarmName'), kind,
    from: microsOfDate(input['StartDate']) ?? 0, to: microsOfDate(input['EndDate']) ?? Number.MAX_SAFE_INTEGER,
    ascending: oneOf(input, 'ScanBy', { words: ['TimestampDescending', 'TimestampAscending'] as const, absent: 'TimestampDescending' }) === 'TimestampAscending',
  };
  const { page, next } = paged(watchState(call.catalogue).alarms.history(query), input, JSON.stringify(query));
  const items = page.map(({ alarm, at, kind: HistoryItemType, summary, data }) => ({ AlarmName: alarm, AlarmType: 'MetricAlarm', Timestamp: dateOfMicros(at), HistoryItemType, HistorySummary: summary, HistoryData: data }));
  return { AlarmHistoryItems: items, ...next };
}

function hasAction({ definition }: AlarmRow, prefix: string): boolean {
  return [...definition.okActions, ...definition.alarmActions, ...definition.insufficientActions].some((action) => action.startsWith(prefix));
}

function paged<T>(found: readonly T[], input: Input, question: string): { readonly page: readonly T[]; readonly next: object } {
  const limit = wholeOf(input, 'MaxRecords', { least: 1, most: LARGEST_PAGE, absent: USUAL_PAGE });
  const from = pageFrom(input['NextToken'], question);
  return { page: found.slice(from, from + limit), next: found.length > from + limit ? { NextToken: pageToken(from + limit, question) } : {} };
}
