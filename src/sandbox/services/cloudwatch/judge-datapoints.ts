import type { AlarmDefinition, AlarmState, Comparison } from './alarm-rows.ts';

/** How many periods CloudWatch looks back beyond the evaluation periods when some have no data (user guide, "Configuring how CloudWatch alarms treat missing data": five for three). */
export const LOOK_BACK = 2;

/** What the datapoints say, and which of them it was read from (indices, newest first). Null: they do not say anything, so the state stays. */
export interface Judged {
  readonly state: AlarmState | null;
  readonly used: readonly number[];
}

/**
 * The state that datapoints mean, newest first, null where a period has none. After the tables of the user guide: the newest real datapoints count
 * where there are enough within the range, else the missing ones are filled in as the alarm says.
 */
export function judgeDatapoints(points: readonly (number | null)[], definition: AlarmDefinition): Judged {
  const { evaluationPeriods, datapointsToAlarm } = definition;
  const range = points.slice(0, evaluationPeriods + LOOK_BACK);
  const real = range.flatMap((value, index) => (value === null ? [] : [{ index, bad: breaches(value, definition) }]));
  const inWindow = range.slice(0, evaluationPeriods);
  const used = inWindow.includes(null) ? real.slice(0, evaluationPeriods) : real.filter(({ index }) => index < evaluationPeriods);
  const bad = used.filter((one) => one.bad).length;
  const indices = used.map(({ index }) => index);
  if (bad >= datapointsToAlarm) return { state: 'ALARM', used: indices };
  const filled = evaluationPeriods - used.length;
  if (filled === 0) return { state: 'OK', used: indices };
  return { state: filledState(definition, { bad, filled, real: used }), used: indices };
}

function filledState({ missing, datapointsToAlarm }: AlarmDefinition, { bad, filled, real }: { readonly bad: number; readonly filled: number; readonly real: readonly { readonly index: number; readonly bad: boolean }[] }): AlarmState | null {
  switch (missing) {
    case 'breaching': return bad + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching': return 'OK';
    case 'ignore': return real.length === 0 || bad === real.length ? null : 'OK';
    case 'missing': {
      if (real.length === 0) return 'INSUFFICIENT_DATA';
      if (bad < real.length) return 'OK';
      // One bad datapoint that is too young is no alarm yet: the next one may be good again.
      return (real.at(-1)?.index ?? 0) + 1 >= datapointsToAlarm ? 'ALARM' : null;
    }
    default: return missing satisfies never;
  }
}

function breaches(value: number, { comparison, threshold }: AlarmDefinition): boolean {
  switch (comparison) {
    case 'GreaterThanOrEqualToThreshold': return value >= threshold;
    case 'GreaterThanThreshold': return value > threshold;
    case 'LessThanThreshold': return value < threshold;
    case 'LessThanOrEqualToThreshold': return value <= threshold;
    default: return comparison satisfies never;
  }
}

/** A comparison in the words of a state's reason. */
export const COMPARISON_WORDS: Readonly<Record<Comparison, { readonly holds: string; readonly not: string }>> = {
  GreaterThanOrEqualToThreshold: { holds: 'greater than or equal to', not: 'not greater than or equal to' },
  GreaterThanThreshold: { holds: 'greater than', not: 'not greater than' },
  LessThanThreshold: { holds: 'less than', not: 'not less than' },
  LessThanOrEqualToThreshold: { holds: 'less than or equal to', not: 'not less than or equal to' },
};
