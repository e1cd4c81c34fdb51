import type { Catalogue } from '../../service.ts';
import type { AlarmRow, AlarmState } from './alarm-rows.ts';
import { judgeDatapoints, LOOK_BACK } from './judge-datapoints.ts';
import type { Bucket } from './metric-rows.ts';
import { noteState } from './note-state.ts';
import { stateReason } from './state-reason.ts';
import type { Datapoint } from './state-reason.ts';
import { watchState } from './state.ts';
import { statisticValue } from './statistic-value.ts';

const SECOND = 1_000_000;

/** Judges an alarm at a moment by the periods that are complete then, and plans when it must be judged again. */
export function evaluateAlarm(catalogue: Catalogue, alarm: AlarmRow, atMicros: number): void {
  const { state, datapoints } = stateAt(alarm, bucketsOf(catalogue, alarm, atMicros), atMicros);
  if (state === null || state === alarm.state) return planAlarm(catalogue, alarm, atMicros);
  const told = stateReason(alarm.definition, { from: alarm.state, to: state, datapoints, atMicros });
  planAlarm(catalogue, noteState(catalogue, alarm, { state, ...told, atMicros }), atMicros);
}

/**
 * Keeps the moment at which the alarm's state will change if no more data comes. So an alarm costs nothing while nothing happens, however long
 * drill time jumps; new data plans it anew.
 */
export function planAlarm(catalogue: Catalogue, alarm: AlarmRow, nowMicros: number): void {
  const period = alarm.definition.periodSeconds * SECOND;
  const buckets = bucketsOf(catalogue, alarm, nowMicros);
  const newest = Math.max(nowMicros, buckets.at(-1)?.at ?? 0);
  const last = newest + (alarm.definition.evaluationPeriods + LOOK_BACK + 2) * period;
  let next: number | null = null;
  for (let at = (Math.floor(nowMicros / period) + 1) * period; at <= last && next === null; at += period) {
    const { state } = stateAt(alarm, buckets, at);
    if (state !== null && state !== alarm.state) next = at;
  }
  watchState(catalogue).alarms.save({ ...alarm, next_at: next });
}

/** Everything that a judgement from `atMicros` on may look at. */
function bucketsOf(catalogue: Catalogue, { account, region, namespace, metric, dimensions, definition }: AlarmRow, atMicros: number): readonly Bucket[] {
  const period = definition.periodSeconds * SECOND;
  const from = Math.floor(atMicros / period) * period - (definition.evaluationPeriods + LOOK_BACK + 1) * period;
  return watchState(catalogue).metrics.read({ account, region, namespace, name: metric, dimensions }, { from, to: Number.MAX_SAFE_INTEGER, period });
}

function stateAt({ definition }: AlarmRow, buckets: readonly Bucket[], atMicros: number): { readonly state: AlarmState | null; readonly datapoints: readonly Datapoint[] } {
  const period = definition.periodSeconds * SECOND;
  const end = Math.floor(atMicros / period) * period;
  const byBegin = new Map(buckets.map((bucket) => [bucket.at, statisticValue(definition.statistic, bucket)]));
  const begins = Array.from({ length: definition.evaluationPeriods + LOOK_BACK }, (_, n) => end - (n + 1) * period);
  const { state, used } = judgeDatapoints(begins.map((at) => byBegin.get(at) ?? null), definition);
  return { state, datapoints: used.map((n) => ({ at: begins[n] ?? end, value: byBegin.get(begins[n] ?? end) ?? 0 })) };
}
