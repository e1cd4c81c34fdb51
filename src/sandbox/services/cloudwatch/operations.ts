import type { Operation } from '../../service.ts';
import { deleteAlarms, disableAlarmActions, enableAlarmActions, setAlarmState } from './operations/change-alarms.ts';
import { describeAlarmHistory, describeAlarms } from './operations/describe-alarms.ts';
import { getMetricData, getMetricStatistics } from './operations/get-metrics.ts';
import { listMetrics } from './operations/list-metrics.ts';
import { putMetricAlarm } from './operations/put-metric-alarm.ts';
import { putMetricData } from './operations/put-metric-data.ts';

/** What CloudWatch can do here; metrics and alarms belong to an account and a region. */
export const CLOUDWATCH_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutMetricData: putMetricData,
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  PutMetricAlarm: putMetricAlarm,
  DescribeAlarms: describeAlarms,
  DescribeAlarmHistory: describeAlarmHistory,
  SetAlarmState: setAlarmState,
  DeleteAlarms: deleteAlarms,
  EnableAlarmActions: enableAlarmActions,
  DisableAlarmActions: disableAlarmActions,
};
