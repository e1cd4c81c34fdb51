import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Call, SandboxContext } from '../../service.ts';
import { countBackupJob } from './count-backup-job.ts';
import { CLOUDWATCH_OPERATIONS } from './operations.ts';
import { alarmTimer, retentionTimer } from './timers.ts';

type Values = Record<string, unknown>;

const MINUTE = 60_000_000;
const DAY = 86_400_000_000;
const BEGIN = Math.floor(1_800_000_000_000_000 / DAY) * DAY;

let context: SandboxContext;
let now: number;
let changes: number;

beforeEach(() => {
  const db = new DatabaseSync(':memory:');
  now = BEGIN + 30_000_000;
  changes = 0;
  const parts: Partial<SandboxContext> = {
    catalogue: { db, blobFolder: '', transaction: (work) => work(), settled: () => null, flush: () => undefined },
    time: { nowMicros: () => now, now: () => new Date(now / 1000), changed: () => { changes += 1; } },
  };
  context = parts as SandboxContext;
});

function run(name: string, input: Values, { account = '111111111111', region = 'us-west-2' } = {}): Values {
  const call = { ...context, region, caller: { account, arn: '', userId: 'x', roleArn: null, anonymous: false } } as Call;
  return (CLOUDWATCH_OPERATIONS[name]?.(call, input) ?? {}) as Values;
}

const put = (value: number, more: Values = {}): Values => run('PutMetricData', { Namespace: 'Portal', MetricData: [{ MetricName: 'Down', Dimensions: [{ Name: 'Store', Value: 'S1' }], Value: value, ...more }] });
const alarm = (more: Values = {}): Values => run('PutMetricAlarm', {
  AlarmName: 'down', Namespace: 'Portal', MetricName: 'Down', Dimensions: [{ Name: 'Store', Value: 'S1' }], Statistic: 'Maximum', Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2,
  Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'ignore', ...more,
});
const described = (): Values => (run('DescribeAlarms', {})['MetricAlarms'] as readonly Values[])[0] ?? {};

/** Lets time pass as the sandbox does: from one due timer to the next. How often it had to stop. */
async function pass(micros: number): Promise<number> {
  const until = now + micros;
  const timers = [alarmTimer(context), retentionTimer(context)];
  for (let stops = 0; ; stops += 1) {
    const due = timers.map((timer) => ({ timer, at: timer.next() ?? Infinity })).toSorted((a, b) => a.at - b.at)[0];
    if (due === undefined || due.at > until) {
      now = until;
      return stops;
    }
    now = Math.max(now, due.at);
    await due.timer.fire(due.at);
  }
}

describe('an alarm', () => {
  it('is unsure at first, is well with the first good value, fires at the second bad minute and is well again after good ones, each at the end of a minute', async () => {
    alarm();
    expect(described()).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', StateReason: 'Unchecked: Initial alarm creation' });
    put(0);
    await pass(MINUTE);
    expect(described()).toMatchObject({ StateValue: 'OK', StateTransitionedTimestamp: new Date((BEGIN + MINUTE) / 1000) });
    for (const value of [1, 1]) {
      put(value);
      await pass(MINUTE);
    }
    expect(described()).toMatchObject({ StateValue: 'ALARM', StateTransitionedTimestamp: new Date((BEGIN + 3 * MINUTE) / 1000) });
    expect(described()['StateReason']).toMatch(/^Threshold Crossed: 2 out of the last 3 datapoints \[1\.0 \(.*\), 1\.0 \(.*\), 0\.0 \(.*\)\] were greater than or equal to the threshold \(1\.0\) \(minimum 2 datapoints for OK -> ALARM transition\)\.$/);
    for (const value of [0, 0]) {
      put(value);
      await pass(MINUTE);
    }
    expect(described()).toMatchObject({ StateValue: 'OK', StateTransitionedTimestamp: new Date((BEGIN + 5 * MINUTE) / 1000) });
    const items = run('DescribeAlarmHistory', { AlarmName: 'down', HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' })['AlarmHistoryItems'] as readonly Values[];
    expect(items.map((item) => item['HistorySummary'])).toEqual(['Alarm updated from INSUFFICIENT_DATA to OK', 'Alarm updated from OK to ALARM', 'Alarm updated from ALARM to OK']);
    expect(JSON.parse(String(items[1]?.['HistoryData']))).toMatchObject({ oldState: { stateValue: 'OK' }, newState: { stateValue: 'ALARM' } });
  });

  it('keeps its state through any silence where it ignores missing data, and stops time for nothing', async () => {
    alarm();
    put(1);
    await pass(MINUTE);
    put(1);
    await pass(MINUTE);
    expect(described()['StateValue']).toBe('ALARM');
    expect(await pass(DAY / 2)).toBe(0);
    expect(described()['StateValue']).toBe('ALARM');
  });

  it('fires by silence alone where silence is bad, once', async () => {
    alarm({ TreatMissingData: 'breaching', DatapointsToAlarm: 3 });
    put(0);
    expect(await pass(DAY / 2)).toBe(2);
    expect(described()).toMatchObject({ StateValue: 'ALARM' });
  });

  it('takes a state that somebody sets until it is judged again', async () => {
    alarm();
    put(0);
    await pass(MINUTE);
    run('SetAlarmState', { AlarmName: 'down', StateValue: 'ALARM', StateReason: 'a test' });
    expect(described()).toMatchObject({ StateValue: 'ALARM', StateReason: 'a test' });
    await pass(MINUTE);
    expect(described()['StateValue']).toBe('OK');
  });

  it('belongs to an account and a region, and is gone with its deletion, but not its history', () => {
    alarm();
    for (const elsewhere of [{ account: '222222222222' }, { region: 'us-east-2' }]) expect(run('DescribeAlarms', {}, elsewhere)['MetricAlarms']).toEqual([]);
    expect(run('DescribeAlarms', { AlarmNamePrefix: 'do', StateValue: 'INSUFFICIENT_DATA' })['MetricAlarms']).toHaveLength(1);
    expect(run('DescribeAlarms', { AlarmNames: ['other'] })['MetricAlarms']).toEqual([]);
    run('DeleteAlarms', { AlarmNames: ['down'] });
    expect(run('DescribeAlarms', {})['MetricAlarms']).toEqual([]);
    expect(run('DescribeAlarmHistory', { AlarmName: 'down' })['AlarmHistoryItems']).toHaveLength(2);
    expect(() => run('DeleteAlarms', { AlarmNames: ['down'] })).toThrow(expect.objectContaining({ code: 'ResourceNotFound' }));
  });

  it('notes whom it would have told, and nobody where its actions are off', () => {
    alarm({ AlarmActions: ['arn:aws:sns:us-west-2:111111111111:people'], ActionsEnabled: false });
    const set = (state: string): Values => run('SetAlarmState', { AlarmName: 'down', StateValue: state, StateReason: 'a test' });
    set('ALARM');
    run('EnableAlarmActions', { AlarmNames: ['down', 'unknown'] });
    set('OK');
    set('ALARM');
    expect(run('DescribeAlarmHistory', { HistoryItemType: 'Action' })['AlarmHistoryItems']).toEqual([expect.objectContaining({ HistorySummary: 'Failed to execute action arn:aws:sns:us-west-2:111111111111:people. Received error: "The sandbox notifies nobody."' })]);
  });

  it.each<[string, Values, string]>([
    ['a comparison that needs a model', { ComparisonOperator: 'GreaterThanUpperThreshold' }, 'InvalidParameterValue'],
    ['metric math', { Metrics: [{ Id: 'm' }] }, 'InvalidParameterValue'],
    ['a percentile', { ExtendedStatistic: 'p99' }, 'InvalidParameterValue'],
    ['a period of high resolution', { Period: 10 }, 'InvalidParameterValue'],
    ['a period that is no minute', { Period: 90 }, 'ValidationError'],
    ['more than a day', { EvaluationPeriods: 1441, DatapointsToAlarm: 1 }, 'ValidationError'],
    ['more bad datapoints than it looks at', { DatapointsToAlarm: 4 }, 'InvalidParameterValue'],
    ['no threshold', { Threshold: undefined }, 'MissingParameter'],
  ])('is refused with %s', (_what, more, code) => {
    expect(() => alarm(more)).toThrow(expect.objectContaining({ code }));
    expect(run('DescribeAlarms', {})['MetricAlarms']).toEqual([]);
  });
});

describe('metrics', () => {
  it('are summed up by period, whatever the order of their dimensions', () => {
    const dimensions = [{ Name: 'B', Value: '2' }, { Name: 'A', Value: '1' }];
    run('PutMetricData', { Namespace: 'N', MetricData: [{ MetricName: 'm', Dimensions: dimensions, Values: [1, 5], Counts: [3, 1], Unit: 'Count' }, { MetricName: 'm', Dimensions: dimensions.toReversed(), StatisticValues: { SampleCount: 2, Sum: 20, Minimum: 8, Maximum: 12 }, Timestamp: new Date((BEGIN + MINUTE) / 1000) }] });
    const range = { StartTime: new Date(BEGIN / 1000), EndTime: new Date((BEGIN + 10 * MINUTE) / 1000) };
    const whole = run('GetMetricStatistics', { Namespace: 'N', MetricName: 'm', Dimensions: dimensions, Period: 300, Statistics: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'], ...range });
    expect(whole).toEqual({ Label: 'm', Datapoints: [{ Timestamp: new Date(BEGIN / 1000), Unit: 'None', SampleCount: 6, Average: 28 / 6, Sum: 28, Minimum: 1, Maximum: 12 }] });
    const query = (Stat: string): Values => ({ Id: 'q', MetricStat: { Metric: { Namespace: 'N', MetricName: 'm', Dimensions: dimensions }, Period: 60, Stat } });
    expect(run('GetMetricData', { MetricDataQueries: [query('Sum')], ...range })['MetricDataResults']).toEqual([{ Id: 'q', Label: 'm', StatusCode: 'Complete', Timestamps: [new Date((BEGIN + MINUTE) / 1000), new Date(BEGIN / 1000)], Values: [20, 8] }]);
    expect(() => run('GetMetricData', { MetricDataQueries: [{ Id: 'e', Expression: 'q * 2' }], ...range })).toThrow('The sandbox does not simulate Expression of GetMetricData; leave it out');
    expect(run('ListMetrics', { Namespace: 'N', Dimensions: [{ Name: 'A' }] })['Metrics']).toEqual([{ Namespace: 'N', MetricName: 'm', Dimensions: [{ Name: 'A', Value: '1' }, { Name: 'B', Value: '2' }] }]);
    expect(run('ListMetrics', { Dimensions: [{ Name: 'A', Value: '2' }] })['Metrics']).toEqual([]);
  });

  it.each<[string, Values, string]>([
    ['two kinds of value', { Values: [1] }, 'InvalidParameterCombination'],
    ['a value that is no number', { Value: Number.NaN }, 'InvalidParameterValue'],
    ['seconds', { StorageResolution: 1 }, 'InvalidParameterValue'],
    ['a time three weeks ago', { Timestamp: new Date(BEGIN / 1000 - 21 * 86_400_000) }, 'InvalidParameterValue'],
    ['a dimension without a value', { Dimensions: [{ Name: 'A' }] }, 'InvalidParameterValue'],
  ])('refuse %s', (_what, more, code) => {
    expect(() => put(1, more)).toThrow(expect.objectContaining({ code }));
    expect(run('ListMetrics', {})['Metrics']).toEqual([]);
  });

  it('of AWS Backup tell failed jobs by vault, and an alarm on them fires', async () => {
    alarm({ AlarmName: 'backups', Namespace: 'AWS/Backup', MetricName: 'NumberOfBackupJobsFailed', Dimensions: [{ Name: 'BackupVaultName', Value: 'daily' }], Statistic: 'Sum', Period: 3600, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' });
    const job = { account: '111111111111', region: 'us-west-2', vault: 'daily', type: 'RDS' };
    countBackupJob(context, job, 'COMPLETED');
    await pass(3 * 60 * MINUTE);
    expect(described()['StateValue']).toBe('OK');
    countBackupJob(context, job, 'FAILED');
    await pass(60 * MINUTE);
    expect(described()['StateValue']).toBe('ALARM');
    await pass(5 * 60 * MINUTE);
    expect(described()['StateValue']).toBe('OK');
  });

  it('of 120 days stay few: by minute for 15 days, by five for 63, then by hour, with nothing lost of their sums', async () => {
    for (let day = 0; day < 120; day += 1) {
      for (const minute of [0, 1, 2, 6, 70]) put(1, { Timestamp: new Date((BEGIN + day * DAY + minute * MINUTE) / 1000) });
      await pass(DAY);
    }
    const { rows, sum } = context.catalogue.db.prepare('SELECT count(*) AS rows, sum(sum) AS sum FROM cloudwatch_datum').get() as { rows: number; sum: number };
    expect(sum).toBe(600);
    expect(rows).toBe(15 * 5 + 48 * 3 + 57 * 2);
  });
});
