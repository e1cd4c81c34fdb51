import { isoMicros } from '#kit/time';
import type { AlarmDefinition, AlarmState } from './alarm-rows.ts';
import { COMPARISON_WORDS } from './judge-datapoints.ts';

export interface Datapoint {
  readonly at: number;
  readonly value: number;
}

interface Change {
  readonly from: AlarmState;
  readonly to: AlarmState;
  /** Newest first. */
  readonly datapoints: readonly Datapoint[];
  readonly atMicros: number;
}

/** Why a state changed, in CloudWatch's words and as the JSON that it tells beside them. */
export function stateReason(definition: AlarmDefinition, { from, to, datapoints, atMicros }: Change): { readonly reason: string; readonly reasonData: string } {
  const [newest] = datapoints;
  const reasonData = JSON.stringify({
    version: '1.0', queryDate: awsTime(atMicros), ...(newest === undefined ? {} : { startDate: awsTime(datapoints.at(-1)?.at ?? newest.at) }), statistic: definition.statistic, period: definition.periodSeconds,
    recentDatapoints: datapoints.map(({ value }) => value).toReversed(), threshold: definition.threshold,
    evaluatedDatapoints: datapoints.map(({ at, value }) => ({ timestamp: awsTime(at), value })),
  });
  return { reason: sentence(definition, { from, to, datapoints, atMicros }), reasonData };
}

function sentence({ comparison, threshold, evaluationPeriods, datapointsToAlarm, missing }: AlarmDefinition, { from, to, datapoints }: Change): string {
  const { holds, not } = COMPARISON_WORDS[comparison];
  const shown = datapoints.map(({ at, value }) => `${decimal(value)} (${shortTime(at)})`).join(', ');
  if (to === 'INSUFFICIENT_DATA') return `Insufficient Data: ${evaluationPeriods} datapoints were unknown.`;
  const filled = evaluationPeriods - datapoints.length;
  const least = `(minimum ${datapointsToAlarm} datapoint${datapointsToAlarm === 1 ? '' : 's'} for ${from} -> ${to} transition)`;
  if (datapoints.length === 0) return `Threshold Crossed: no datapoints were received for ${evaluationPeriods} periods and ${evaluationPeriods} missing datapoints were treated as [${missing === 'breaching' ? 'Breaching' : 'NonBreaching'}].`;
  const many = `${datapoints.length} datapoint${datapoints.length === 1 ? '' : 's'} [${shown}]`;
  const lacking = filled > 0 ? ` and ${filled} missing datapoint${filled === 1 ? ' was' : 's were'} treated as [${missing}]` : '';
  return to === 'ALARM'
    ? `Threshold Crossed: ${datapointsToAlarm} out of the last ${evaluationPeriods} datapoints [${shown}] were ${holds} the threshold (${decimal(threshold)})${lacking} ${least}.`
    : `Threshold Crossed: ${many} ${datapoints.length === 1 ? 'was' : 'were'} ${not} the threshold (${decimal(threshold)})${lacking}.`;
}

/** Whole numbers are told with one decimal, as Java does. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** 2026-11-22T18:00:00.000+0000 */
function awsTime(micros: number): string {
  return `${isoMicros(micros).slice(0, 23)}+0000`;
}

/** 22/11/26 18:00:00 */
function shortTime(micros: number): string {
  const iso = isoMicros(micros);
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
}
