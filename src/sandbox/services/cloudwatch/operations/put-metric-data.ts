import type { Call } from '../../../service.ts';
import { addData } from '../add-datum.ts';
import type { Datum } from '../add-datum.ts';
import { dimensionsOf, keyOfDimensions } from '../dimensions.ts';
import { errors } from '../errors.ts';
import type { Input } from '../input.ts';
import { listOf, microsOfDate, numberOf, refuse, textOf } from '../input.ts';
import type { StatisticSet } from '../metric-rows.ts';

const MOST_DATA = 1000;
const MOST_VALUES = 150;
const HOUR = 3_600_000_000;
/** How far back and ahead a timestamp may lie (API reference, PutMetricData). */
const OLDEST = 14 * 24 * HOUR;
const NEWEST = 2 * HOUR;

/** PutMetricData: values of the account's own metrics, kept by the minute. */
export function putMetricData(call: Call, input: Input): void {
  refuse('PutMetricData', input, ['EntityMetricData']);
  const namespace = textOf(input, 'Namespace');
  if (namespace.startsWith('AWS/')) throw errors.invalid('The value AWS/ for parameter Namespace is invalid.');
  const data = listOf(input, 'MetricData');
  if (data.length === 0) throw errors.missing('MetricData');
  if (data.length > MOST_DATA) throw errors.limit(`At most ${MOST_DATA} metrics fit into one call; ${data.length} were given.`);
  addData(call, data.map((one) => datumOf(call, namespace, one)));
}

function datumOf(call: Call, namespace: string, one: Input): Datum {
  const resolution = one['StorageResolution'] ?? 60;
  if (resolution !== 60) throw errors.unsupported('PutMetricData', `StorageResolution ${String(resolution)}`);
  const key = { account: call.caller.account, region: call.region, namespace, name: textOf(one, 'MetricName'), dimensions: keyOfDimensions(dimensionsOf(one)) };
  return { key, at: momentOf(call, one), unit: typeof one['Unit'] === 'string' ? one['Unit'] : null, values: valuesOf(one) };
}

function momentOf({ time }: Call, one: Input): number {
  const now = time.nowMicros();
  const at = microsOfDate(one['Timestamp']) ?? now;
  if (at < now - OLDEST || at > now + NEWEST) throw errors.invalid('The parameter MetricData.member.1.Timestamp must specify a time within the last two weeks and no more than two hours ahead.');
  return at;
}

function valuesOf(one: Input): StatisticSet {
  const { Value: value, StatisticValues: set, Values: values } = one;
  const forms = [value, set, values].filter((given) => given !== undefined && given !== null).length;
  if (forms === 0) throw errors.missing('MetricData.member.1.Value');
  if (forms > 1) throw errors.combination('The parameters Value, Values and StatisticValues are mutually exclusive and you have specified more than one.');
  if (set !== undefined && set !== null) return givenSet(set as Input);
  if (values !== undefined && values !== null) return countedValues(values as readonly unknown[], (one['Counts'] ?? []) as readonly unknown[]);
  const number = numberOf(one, 'Value');
  return { count: 1, sum: number, least: number, most: number };
}

function givenSet(set: Input): StatisticSet {
  const values = { count: numberOf(set, 'SampleCount'), sum: numberOf(set, 'Sum'), least: numberOf(set, 'Minimum'), most: numberOf(set, 'Maximum') };
  if (values.count <= 0 || values.least > values.most) throw errors.invalid('The value for parameter StatisticValues is invalid.');
  return values;
}

function countedValues(values: readonly unknown[], counts: readonly unknown[]): StatisticSet {
  if (values.length === 0 || values.length > MOST_VALUES) throw errors.invalid(`The collection Values must have from 1 to ${MOST_VALUES} members.`);
  if (counts.length !== 0 && counts.length !== values.length) throw errors.combination('The parameters Values and Counts must have the same number of members.');
  const numbers = values.map((value) => numberOf({ Values: value }, 'Values'));
  const times = numbers.map((_, index) => (counts.length === 0 ? 1 : numberOf({ Counts: counts[index] }, 'Counts')));
  const sums = numbers.map((value, index) => value * (times[index] ?? 0));
  return { count: times.reduce((a, b) => a + b, 0), sum: sums.reduce((a, b) => a + b, 0), least: Math.min(...numbers), most: Math.max(...numbers) };
}
