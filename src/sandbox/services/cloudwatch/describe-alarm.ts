import { dateOfMicros } from '#kit/dates';
import type { AlarmRow } from './alarm-rows.ts';
import { dimensionsOfKey } from './dimensions.ts';

/** An alarm as DescribeAlarms tells it. */
export function toldAlarm(alarm: AlarmRow): object {
  const { definition } = alarm;
  return {
    AlarmName: alarm.name, AlarmArn: alarmArn(alarm), ...(definition.description === null ? {} : { AlarmDescription: definition.description }), AlarmConfigurationUpdatedTimestamp: dateOfMicros(alarm.configured_at),
    ActionsEnabled: alarm.actions_enabled === 1, OKActions: definition.okActions, AlarmActions: definition.alarmActions, InsufficientDataActions: definition.insufficientActions,
    StateValue: alarm.state, StateReason: alarm.reason, ...(alarm.reason_data === '' ? {} : { StateReasonData: alarm.reason_data }), StateUpdatedTimestamp: dateOfMicros(alarm.updated_at), StateTransitionedTimestamp: dateOfMicros(alarm.state_at),
    MetricName: alarm.metric, Namespace: alarm.namespace, Statistic: definition.statistic, Dimensions: dimensionsOfKey(alarm.dimensions), Period: definition.periodSeconds,
    EvaluationPeriods: definition.evaluationPeriods, ...(definition.datapointsGiven ? { DatapointsToAlarm: definition.datapointsToAlarm } : {}), Threshold: definition.threshold,
    ComparisonOperator: definition.comparison, ...(definition.missingGiven ? { TreatMissingData: definition.missing } : {}),
  };
}

export function alarmArn({ account, region, name }: Pick<AlarmRow, 'account' | 'region' | 'name'>): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}
