import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DeleteAlarmsCommand, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsAccess } from '#contract/aws';
import type { ResolvedConfig } from '#contract/config.schema';
import type { DetectionPort, Struck } from '#contract/detection';
import { isoMicros } from '#kit/time';
import { cloudwatchClient } from '#targets/clients';
import { startTestSandbox } from '../../sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../sandbox/testing/start-test-sandbox.ts';
import { realClock } from '../../kit/real-clock.ts';
import { detection } from './detection.ts';

const never = new AbortController().signal;

let sandbox: TestSandbox;
let client: CloudWatchClient;
let server: Server;
let answer = '';

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = cloudwatchClient(access());
  server = createServer((_request, response) => { response.end(answer); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  client.destroy();
  server.close();
  await sandbox.close();
});

function access(): AwsAccess {
  const key = sandbox.keys['platform-admin'];
  const credentials = (): Promise<{ accessKeyId: string; secretAccessKey: string }> => Promise.resolve({ accessKeyId: key?.accessKeyId ?? '', secretAccessKey: key?.secretAccessKey ?? '' });
  return { principal: 'platform-admin', account: '111111111111', region: 'us-west-2', endpoint: new URL(sandbox.address.endpoint), credentials, refresh: credentials };
}

function portFor(sources: ResolvedConfig['detection']): DetectionPort {
  const port = detection({ config: { detection: sources }, targets: { kind: 'sandbox', access, clock: realClock() }, serviceUrl: () => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`) });
  if (port === null) throw new Error('no sources');
  return port;
}

const now = (): number => Math.floor(realClock().nowMicros());
const struck = (since: number): readonly Struck[] => [{ store: 'DR-S5', resource: 'portal-data', since: isoMicros(since) }];
const set = (StateValue: 'OK' | 'ALARM'): Promise<unknown> => client.send(new SetAlarmStateCommand({ AlarmName: 'portal-files', StateValue, StateReason: `it is ${StateValue}` }));

describe('CloudWatch alarms as the drill reads them', () => {
  const port = (): DetectionPort => portFor([{ kind: 'cloudwatch-alarms', region: 'us-west-2', prefix: 'portal-' }]);

  it('has noticed with the first change to ALARM after the fault, also when the alarm has ended again; one that fired before has noticed nothing', async () => {
    await client.send(new PutMetricAlarmCommand({ AlarmName: 'portal-files', Namespace: 'N', MetricName: 'm', Dimensions: [{ Name: 'Bucket', Value: 'portal-data' }], Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'ignore' }));
    const before = now() - 5_000_000;
    await set('ALARM');
    const after = now() + 2000;
    const early = await port().look(struck(before), never);
    expect(early.fired).toEqual([{ source: 'CloudWatch in us-west-2: alarm portal-files', store: 'DR-S5', at: expect.any(String), began: expect.any(String), why: 'it is ALARM' }]);
    const late = await port().look(struck(after), never);
    expect([late.fired, late.standing]).toEqual([[], [expect.stringMatching(/^alarm portal-files of CloudWatch in us-west-2 has been in ALARM since .*, before the fault, and so noticed nothing$/)]]);
    await set('OK');
    expect((await port().look(struck(before), never)).fired).toHaveLength(1);
    expect((await port().look([{ store: 'DR-S1', resource: 'portal-db', since: isoMicros(before) }], never)).fired).toEqual([]);
  });

  it('knows nothing of an alarm that was deleted', async () => {
    await set('ALARM');
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['portal-files'] }));
    expect(await port().look(struck(now() - 60_000_000), never)).toEqual({ fired: [], standing: [], unread: [] });
  });
});

describe('Prometheus alerts as the drill reads them', () => {
  const T0 = 1_800_000_000_000_000;
  const alert = (state: string, seconds: number, labels: Readonly<Record<string, string>> = {}): object => ({ labels: { alertname: 'StoreUnhealthy', store: 'DR-S5', ...labels }, annotations: { summary: 'cannot use it' }, state, activeAt: isoMicros(T0 + seconds * 1_000_000).replace('000Z', '000123Z'), value: '1e+00' });
  const look = (alerts: readonly object[], matchers: Readonly<Record<string, string>> = {}): ReturnType<DetectionPort['look']> => {
    answer = JSON.stringify({ status: 'success', data: { alerts } });
    return portFor([{ kind: 'prometheus-alerts', url: 'api/v1/alerts', matchers }]).look(struck(T0), never);
  };

  it('have noticed when one that became active after the fault fires, and say when it began', async () => {
    expect((await look([alert('firing', 60)])).fired).toEqual([{ source: 'Prometheus at api/v1/alerts: alert StoreUnhealthy', store: 'DR-S5', at: expect.any(String), began: isoMicros(T0 + 60_000_000), why: 'cannot use it' }]);
    expect(await look([alert('pending', 60), alert('firing', 60, { store: 'DR-S1' })])).toEqual({ fired: [], standing: [], unread: [] });
    expect((await look([alert('firing', -60)])).standing).toEqual([expect.stringContaining('before the fault, and so noticed nothing')]);
    expect((await look([alert('firing', 60)], { severity: 'critical' })).fired).toEqual([]);
    expect((await look([alert('firing', 60, { severity: 'critical' })], { severity: 'critical' })).fired).toHaveLength(1);
  });

  it('that cannot be read have noticed nothing, and say why', async () => {
    answer = '<html>';
    expect(await portFor([{ kind: 'prometheus-alerts', url: 'api/v1/alerts', matchers: {} }]).look(struck(T0), never)).toEqual({ fired: [], standing: [], unread: [expect.stringContaining('Prometheus at api/v1/alerts could not be asked')] });
    const { unread } = await portFor([{ kind: 'prometheus-alerts', url: 'http://192.0.2.1/api/v1/alerts', matchers: {} }]).look(struck(T0), never);
    expect(unread).toEqual([expect.stringContaining('is not on this machine')]);
  });
});
