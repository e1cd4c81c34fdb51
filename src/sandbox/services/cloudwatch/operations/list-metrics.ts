import type { Call } from '../../../service.ts';
import { dimensionsOfKey } from '../dimensions.ts';
import type { Dimension } from '../dimensions.ts';
import type { Input } from '../input.ts';
import { listOf, oneOf, optionalText, pageFrom, pageToken, refuse } from '../input.ts';
import type { MetricRow } from '../metric-rows.ts';
import { watchState } from '../state.ts';

const PAGE = 500;
const HOUR = 3_600_000_000;
/** Metrics without newer values are not listed (API reference, ListMetrics). */
const LISTED = 14 * 24 * HOUR;

/** ListMetrics: those that had values in the last two weeks, or three hours where that is asked. */
export function listMetrics(call: Call, input: Input): object {
  refuse('ListMetrics', input, ['OwningAccount']);
  const { catalogue, caller, region, time } = call;
  const recent = input['RecentlyActive'] !== undefined && oneOf(input, 'RecentlyActive', { words: ['PT3H'] as const }) === 'PT3H';
  const question = JSON.stringify([input['Namespace'] ?? null, input['MetricName'] ?? null, input['Dimensions'] ?? null, recent]);
  const found = watchState(catalogue).metrics.list({ account: caller.account, region, since: time.nowMicros() - (recent ? 3 * HOUR : LISTED) }).filter((metric) => fits(metric, input));
  const from = pageFrom(input['NextToken'], question);
  const page = found.slice(from, from + PAGE);
  return { Metrics: page.map(told), ...(found.length > from + PAGE ? { NextToken: pageToken(from + PAGE, question) } : {}) };
}

function fits({ namespace, name, dimensions }: MetricRow, input: Input): boolean {
  const wanted = listOf(input, 'Dimensions');
  const there = dimensionsOfKey(dimensions);
  const has = ({ Name, Value }: Input): boolean => there.some((one) => one.Name === Name && (Value === undefined || Value === null || one.Value === Value));
  return (optionalText(input, 'Namespace') ?? namespace) === namespace && (optionalText(input, 'MetricName') ?? name) === name && wanted.every(has);
}

function told({ namespace, name, dimensions }: MetricRow): { readonly Namespace: string; readonly MetricName: string; readonly Dimensions: readonly Dimension[] } {
  return { Namespace: namespace, MetricName: name, Dimensions: dimensionsOfKey(dimensions) };
}
