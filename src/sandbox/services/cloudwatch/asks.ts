import type { Call, Service } from '../../service.ts';

type Ask = NonNullable<Service['asks']>[string];

const anything: Ask = () => '*';
const alarm: Ask = (call, input) => alarmArn(call, input['AlarmName']);
/** Without names all alarms are meant. */
const alarms: Ask = (call, input) => {
  const names = (input['AlarmNames'] ?? []) as readonly string[];
  return names.length === 0 ? alarmArn(call, '*') : names.map((name) => alarmArn(call, name));
};

/** What the caller needs for each operation; metrics belong to no resource. */
export const CLOUDWATCH_ASKS: NonNullable<Service['asks']> = {
  PutMetricData: anything, GetMetricData: anything, GetMetricStatistics: anything, ListMetrics: anything, DescribeAlarmsForMetric: anything,
  PutMetricAlarm: alarm, SetAlarmState: alarm, DescribeAlarmHistory: (call, input) => alarmArn(call, input['AlarmName'] ?? '*'),
  DescribeAlarms: alarms, DeleteAlarms: alarms, EnableAlarmActions: alarms, DisableAlarmActions: alarms,
};

function alarmArn({ caller, region }: Call, name: unknown): string {
  return `arn:aws:cloudwatch:${region}:${caller.account}:alarm:${String(name ?? '')}`;
}
