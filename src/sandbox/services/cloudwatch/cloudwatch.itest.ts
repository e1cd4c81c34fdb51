import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmHistoryCommand, DescribeAlarmsCommand, GetMetricDataCommand, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateOfMicros } from '#kit/dates';
import { connectSandboxClock } from '#targets/sandbox-clock';
import { startTestSandbox } from '../../testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../testing/start-test-sandbox.ts';

const MINUTE_MS = 60_000;

let sandbox: TestSandbox;
let client: CloudWatchClient;
let state: string;

function connect({ address, keys }: TestSandbox): CloudWatchClient {
  return new CloudWatchClient({ region: 'us-west-2', endpoint: address.endpoint, credentials: { accessKeyId: keys['platform-admin']?.accessKeyId ?? '', secretAccessKey: keys['platform-admin']?.secretAccessKey ?? '' } });
}

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'redrill-sandbox-'));
  sandbox = await startTestSandbox({ state });
  client = connect(sandbox);
});
afterAll(async () => {
  client.destroy();
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
  rmSync(state, { recursive: true, force: true });
});

const down = (value: number): Promise<unknown> => client.send(new PutMetricDataCommand({ Namespace: 'Portal', MetricData: [{ MetricName: 'Down', Dimensions: [{ Name: 'Store', Value: 'S1' }], Value: value }] }));

describe('an alarm of the account, in drill time', () => {
  it('fires at the end of the second bad minute, keeps its state over a jump of two days and a restart of the sandbox, and tells it as history', async () => {
    await client.send(new PutMetricAlarmCommand({ AlarmName: 'down', Namespace: 'Portal', MetricName: 'Down', Dimensions: [{ Name: 'Store', Value: 'S1' }], Statistic: 'Maximum', Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'ignore' }));
    const { clock, close } = await connectSandboxClock({ address: sandbox.address, name: 'test', role: 'harness' });
    let second = 0;
    await clock.task('minutes', async () => {
      for (const value of [0, 1, 1]) {
        await down(value);
        second = clock.nowMicros();
        await clock.sleep(MINUTE_MS);
      }
      await clock.sleep(2 * 86_400_000);
    });
    await close();
    client.destroy();
    await sandbox.close();
    sandbox = await startTestSandbox({ state });
    client = connect(sandbox);
    const [alarm] = (await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'do' }))).MetricAlarms ?? [];
    expect(alarm).toMatchObject({ StateValue: 'ALARM', Dimensions: [{ Name: 'Store', Value: 'S1' }] });
    const fired = alarm?.StateTransitionedTimestamp?.getTime() ?? 0;
    expect([fired % MINUTE_MS, Math.floor(second / 1000 / MINUTE_MS) * MINUTE_MS + MINUTE_MS]).toEqual([0, fired]);
    const { AlarmHistoryItems } = await client.send(new DescribeAlarmHistoryCommand({ AlarmName: 'down', HistoryItemType: 'StateUpdate' }));
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual(['Alarm updated from OK to ALARM', 'Alarm updated from INSUFFICIENT_DATA to OK']);
    const { MetricDataResults } = await client.send(new GetMetricDataCommand({ StartTime: dateOfMicros(second - 600_000_000), EndTime: dateOfMicros(second + 60_000_000), ScanBy: 'TimestampAscending', MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: { Namespace: 'Portal', MetricName: 'Down', Dimensions: [{ Name: 'Store', Value: 'S1' }] }, Period: 60, Stat: 'Maximum' } }] }));
    expect(MetricDataResults?.[0]?.Values).toEqual([0, 1, 1]);
  });

  it('takes a large body, which the client compresses, and words errors with the code of the query protocol and the name of the model', async () => {
    const many = Array.from({ length: 400 }, (_, n) => ({ MetricName: `m${n}`, Dimensions: [{ Name: 'Some', Value: 'x'.repeat(40) }], Value: n }));
    await client.send(new PutMetricDataCommand({ Namespace: 'Many', MetricData: many }));
    await expect(client.send(new PutMetricDataCommand({ Namespace: 'AWS/S3', MetricData: [{ MetricName: 'm', Value: 1 }] }))).rejects.toMatchObject({ name: 'InvalidParameterValueException', Error: { Code: 'InvalidParameterValue', Type: 'Sender' }, $metadata: { httpStatusCode: 400 } });
  });
});
