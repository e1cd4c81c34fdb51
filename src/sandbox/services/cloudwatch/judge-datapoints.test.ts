import { describe, expect, it } from 'vitest';
import type { AlarmDefinition, MissingData } from './alarm-rows.ts';
import { judgeDatapoints } from './judge-datapoints.ts';

const KINDS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

function alarm(missing: MissingData, datapointsToAlarm: number): AlarmDefinition {
  return { description: null, statistic: 'Maximum', periodSeconds: 60, evaluationPeriods: 3, datapointsToAlarm, datapointsGiven: true, threshold: 1, comparison: 'GreaterThanOrEqualToThreshold', missing, missingGiven: true, okActions: [], alarmActions: [], insufficientActions: [] };
}

/** As the user guide writes them: oldest first, 0 within the threshold, X breaching, - missing. */
function points(text: string): readonly (number | null)[] {
  return text.split(' ').map((sign) => (sign === '-' ? null : sign === 'X' ? 1 : 0)).toReversed();
}

describe('datapoints are judged as the tables of the user guide say, for an alarm that looks at three', () => {
  it.each<[string, number, ...(string | null)[]]>([
    ['0 - X - X', 3, 'OK', 'OK', 'OK', 'OK'],
    ['- - - - 0', 3, 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 3, 'INSUFFICIENT_DATA', null, 'ALARM', 'OK'],
    ['0 X X - X', 3, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 3, 'ALARM', null, 'ALARM', 'OK'],
    ['0 - X - X', 2, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 2, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 2, 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 2, 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 2, 'ALARM', null, 'ALARM', 'OK'],
  ])('%s, %i of them to alarm', (text, datapoints, ...expected) => {
    expect(KINDS.map((kind) => judgeDatapoints(points(text), alarm(kind, datapoints)).state)).toEqual(expected);
  });

  it('does not fire on one breaching datapoint that is younger than the number it needs', () => {
    expect(judgeDatapoints(points('- - - - X'), alarm('missing', 3)).state).toBeNull();
    expect(judgeDatapoints(points('- - - X -'), alarm('missing', 3)).state).toBeNull();
  });

  it.each([['GreaterThanThreshold', 1, 'OK'], ['GreaterThanThreshold', 2, 'ALARM'], ['LessThanThreshold', 1, 'OK'], ['LessThanThreshold', 0, 'ALARM'], ['LessThanOrEqualToThreshold', 1, 'ALARM']] as const)('compares by %s: %i against 1 is %s', (comparison, value, state) => {
    expect(judgeDatapoints([value, value, value], { ...alarm('missing', 3), comparison }).state).toBe(state);
  });
});
