import { dateOfMicros } from '#kit/dates';
import type { Call } from '../../../service.ts';
import { dimensionsOf, keyOfDimensions } from '../dimensions.ts';
import { errors } from '../errors.ts';
import type { Input } from '../input.ts';
import { listOf, microsOfDate, oneOf, optionalText, refuse, textOf, textsOf, wholeOf } from '../input.ts';
import type { Bucket, MetricKey } from '../metric-rows.ts';
import { watchState } from '../state.ts';
import { STATISTICS, statisticValue } from '../statistic-value.ts';

const SECOND = 1_000_000;
const MOST_DATAPOINTS = 1440;
const MOST_QUERIES = 500;
const LONGEST_PERIOD_SECONDS = 86_400 * 365;

/** GetMetricData: values of several metrics, newest first unless asked otherwise. Metric math is refused by name. */
export function getMetricData(call: Call, input: Input): object {
  refuse('GetMetricData', input, ['LabelOptions', 'NextToken']);
  const { from, to } = rangeOf(input);
  const queries = listOf(input, 'MetricDataQueries');
  if (queries.length === 0) throw errors.missing('MetricDataQueries');
  if (queries.length > MOST_QUERIES) throw errors.limit(`At most ${MOST_QUERIES} queries fit into one call.`);
  const oldestFirst = oneOf(input, 'ScanBy', { words: ['TimestampDescending', 'TimestampAscending'] as const, absent: 'TimestampDescending' }) === 'TimestampAscending';
  const results = queries.filter((query) => query['ReturnData'] !== false).map((query) => resultOf(call, query, { from, to, oldestFirst }));
  return { MetricDataResults: results, Messages: [] };
}

function resultOf(call: Call, query: Input, { from, to, oldestFirst }: { readonly from: number; readonly to: number; readonly oldestFirst: boolean }): object {
  refuse('GetMetricData', query, ['Expression', 'AccountId']);
  const stat = (query['MetricStat'] ?? {}) as Input;
  refuse('GetMetricData', stat, ['Unit']);
  const metric = (stat['Metric'] ?? {}) as Input;
  const statistic = oneOf(stat, 'Stat', { words: STATISTICS });
  const key = keyOf(call, metric);
  const found = read(call, key, { from, to, period: periodOf(stat) });
  const ordered = oldestFirst ? found : found.toReversed();
  return {
    Id: textOf(query, 'Id'), Label: optionalText(query, 'Label') ?? key.name, StatusCode: 'Complete',
    Timestamps: ordered.map(({ at }) => dateOfMicros(at)), Values: ordered.map((bucket) => statisticValue(statistic, bucket)),
  };
}

/** GetMetricStatistics: several statistics of one metric. Percentiles are refused by name. */
export function getMetricStatistics(call: Call, input: Input): object {
  refuse('GetMetricStatistics', input, ['ExtendedStatistics', 'Unit']);
  const wanted = textsOf(input, 'Statistics').map((name) => oneOf({ Statistics: name }, 'Statistics', { words: STATISTICS }));
  if (wanted.length === 0) throw errors.missing('Statistics');
  const { from, to } = rangeOf(input);
  const period = periodOf(input);
  const many = Math.ceil((to - from) / period);
  if (many > MOST_DATAPOINTS) throw errors.combination(`You have requested up to ${many} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`);
  const key = keyOf(call, input);
  const unit = watchState(call.catalogue).metrics.find(key)?.unit ?? 'None';
  const Datapoints = read(call, key, { from, to, period }).map((bucket) => ({ Timestamp: dateOfMicros(bucket.at), Unit: unit, ...Object.fromEntries(wanted.map((statistic) => [statistic, statisticValue(statistic, bucket)])) }));
  return { Label: key.name, Datapoints };
}

function read({ catalogue }: Call, key: MetricKey, range: { readonly from: number; readonly to: number; readonly period: number }): readonly Bucket[] {
  // A period that has begun before the range counts as a whole, as its begin is rounded down.
  return watchState(catalogue).metrics.read(key, { ...range, from: Math.floor(range.from / range.period) * range.period });
}

function keyOf({ caller, region }: Call, input: Input): MetricKey {
  return { account: caller.account, region, namespace: textOf(input, 'Namespace'), name: textOf(input, 'MetricName'), dimensions: keyOfDimensions(dimensionsOf(input)) };
}

function periodOf(input: Input): number {
  const seconds = wholeOf(input, 'Period', { least: 1, most: LONGEST_PERIOD_SECONDS });
  if (seconds % 60 !== 0) throw errors.invalid(`The parameter Period must be a multiple of 60 for metrics of one minute: ${seconds}.`);
  return seconds * SECOND;
}

function rangeOf(input: Input): { readonly from: number; readonly to: number } {
  const from = microsOfDate(input['StartTime']);
  const to = microsOfDate(input['EndTime']);
  if (from === null) throw errors.missing('StartTime');
  if (to === null) throw errors.missing('EndTime');
  if (from >= to) throw errors.validation('The parameter StartTime must be less than the parameter EndTime.');
  return { from, to };
}
