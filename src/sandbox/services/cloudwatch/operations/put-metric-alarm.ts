import type { Call } from '../../../service.ts';
import type { AlarmDefinition, AlarmRow, Comparison } from '../alarm-rows.ts';
import { alarmArn } from '../describe-alarm.ts';
import { dimensionsOf, keyOfDimensions } from '../dimensions.ts';
import { errors } from '../errors.ts';
import { planAlarm } from '../evaluate-alarm.ts';
import type { Input } from '../input.ts';
import { numberOf, oneOf, optionalText, refuse, textOf, textsOf, wholeOf } from '../input.ts';
import { watchState } from '../state.ts';
import { STATISTICS } from '../statistic-value.ts';

const COMPARISONS: readonly Comparison[] = ['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'];
const DAY_SECONDS = 86_400;
const LONGEST_NAME = 255;

/** PutMetricAlarm: makes or changes an alarm of one metric. A new one knows nothing yet; a changed one keeps its state until it is judged again. */
export function putMetricAlarm(call: Call, input: Input): void {
  refuse('PutMetricAlarm', input, ['Metrics', 'ThresholdMetricId', 'ExtendedStatistic', 'EvaluateLowSampleCountPercentile', 'Unit', 'Tags', 'EvaluationInterval', 'EvaluationCriteria']);
  const { catalogue, caller, region, time } = call;
  const name = textOf(input, 'AlarmName');
  if (name.length > LONGEST_NAME) throw errors.invalid(`The parameter AlarmName has at most ${LONGEST_NAME} characters.`);
  const now = Math.floor(time.nowMicros());
  const { alarms } = watchState(catalogue);
  const watched = { namespace: textOf(input, 'Namespace'), metric: textOf(input, 'MetricName'), dimensions: keyOfDimensions(dimensionsOf(input)) };
  const definition = definitionOf(input);
  catalogue.transaction(() => {
    const before = alarms.get({ account: caller.account, region, name });
    const row: AlarmRow = { ...(before ?? fresh(call, name, now)), ...watched, definition, actions_enabled: input['ActionsEnabled'] === false ? 0 : 1, configured_at: now };
    alarms.save(row);
    const what = before === null ? 'Create' : 'Update';
    alarms.note(row, { at: now, kind: 'ConfigurationUpdate', summary: `Alarm "${name}" ${what === 'Create' ? 'created' : 'updated'}`, data: JSON.stringify({ version: '1.0', type: what, [`${what.toLowerCase()}dAlarm`]: { alarmName: name, alarmArn: alarmArn(row), ...watched, ...definition } }) });
    planAlarm(catalogue, row, now);
  });
  time.changed();
}

function fresh({ caller, region }: Call, name: string, now: number): AlarmRow {
  return {
    account: caller.account, region, name, namespace: '', metric: '', dimensions: '[]', definition: NOTHING, actions_enabled: 1, configured_at: now,
    state: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', reason_data: '', state_at: now, updated_at: now, next_at: null,
  };
}

const NOTHING: AlarmDefinition = {
  description: null, statistic: 'Average', periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1, datapointsGiven: false, threshold: 0, comparison: 'GreaterThanThreshold',
  missing: 'missing', missingGiven: false, okActions: [], alarmActions: [], insufficientActions: [],
};

function definitionOf(input: Input): AlarmDefinition {
  const periodSeconds = periodOf(input);
  const evaluationPeriods = wholeOf(input, 'EvaluationPeriods', { least: 1, most: DAY_SECONDS });
  const longest = periodSeconds >= 3600 ? 7 * DAY_SECONDS : DAY_SECONDS;
  if (periodSeconds * evaluationPeriods > longest) throw errors.validation(`Metrics cannot be checked across more than ${longest === DAY_SECONDS ? 'a day' : 'seven days'} (EvaluationPeriods * Period must be <= ${longest}).`);
  return {
    description: optionalText(input, 'AlarmDescription'),
    statistic: oneOf(input, 'Statistic', { words: STATISTICS }),
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm: wholeOf(input, 'DatapointsToAlarm', { least: 1, most: evaluationPeriods, absent: evaluationPeriods }),
    datapointsGiven: typeof input['DatapointsToAlarm'] === 'number',
    threshold: numberOf(input, 'Threshold'),
    comparison: oneOf(input, 'ComparisonOperator', { words: COMPARISONS }),
    missing: oneOf(input, 'TreatMissingData', { words: ['breaching', 'notBreaching', 'ignore', 'missing'] as const, absent: 'missing' }),
    missingGiven: typeof input['TreatMissingData'] === 'string',
    okActions: textsOf(input, 'OKActions'),
    alarmActions: textsOf(input, 'AlarmActions'),
    insufficientActions: textsOf(input, 'InsufficientDataActions'),
  };
}

function periodOf(input: Input): number {
  const seconds = wholeOf(input, 'Period', { least: 1, most: 7 * DAY_SECONDS });
  if (seconds === 10 || seconds === 20 || seconds === 30) throw errors.unsupported('PutMetricAlarm', `Period ${seconds} (high resolution)`);
  if (seconds % 60 !== 0) throw errors.validation(`Invalid period: ${seconds}. Period must be 10, 20, 30, or a multiple of 60.`);
  return seconds;
}
