import { join } from 'node:path';
import { DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventData } from '#contract/events';
import type { RunSummary } from '#contract/run-summary';
import { secondsBetween } from '#kit/time';
import { cloudwatchClient } from '#targets/clients';
import { keyAccess, readHome } from '../../fixtures/platform/key-access.ts';
import { temporaryProject, type TemporaryProject } from './temporary-project.ts';

let project: TemporaryProject;

beforeAll(async () => {
  project = temporaryProject();
  expect(await project.run(['sandbox', 'seed', '--objects', '120', '--days', '1', '--quiet', '--stores', 'DR-S5'])).toMatchObject({ code: 0 });
}, 240_000);
afterAll(() => project[Symbol.asyncDispose]());

const QUICK = ['--without', 'journeys,load', '--set', 'drill.soak=PT2M', '--set', 'drill.steadyFor=PT30S', '--set', 'beacons.every=PT10M', '--set', 'beacons.fastEvery=PT10S'];
const summaryOf = (id: string): RunSummary => JSON.parse(project.read(`results/${id}/run.json`)) as RunSummary;

function detectionOf(id: string): EventData['detection.ended'] | undefined {
  const events = project.read(`results/${id}/events.ndjson`).trim().split('\n').map((line) => JSON.parse(line) as { type: string; data: EventData['detection.ended'] });
  return events.findLast(({ type }) => type === 'detection.ended')?.data;
}

/** The shipped config with the alarms of the account alone. */
const ALARMS_ALONE = `import shipped from ${JSON.stringify(join(import.meta.dirname, '../../harness.config.ts'))};\n\nexport default { ...shipped, detection: [{ kind: 'cloudwatch-alarms', region: 'us-west-2', prefix: 'portal-' }] };\n`;

describe('who noticed that the bucket is gone', () => {
  it('is the platform\'s own alarm, minutes after the fault; its moment is T1, and the report names it', async () => {
    await project.run(['run', 's3-bucket-deletion', '--report-only', ...QUICK]);
    const detection = detectionOf('0001-s3-bucket-deletion');
    const [store] = summaryOf('0001-s3-bucket-deletion').stores;
    expect(detection?.source).toMatch(/^(CloudWatch in us-west-2: alarm portal-dr-s5-unhealthy|Prometheus at api\/v1\/alerts: alert StoreUnhealthy)$/);
    expect(store?.timeline.T1).toBe(detection?.at);
    const seconds = secondsBetween(store?.timeline.T0 ?? '', store?.timeline.T1 ?? '');
    expect(seconds).toBeGreaterThan(30);
    expect(seconds).toBeLessThan(5 * 60);
    expect(store?.rtaFromDetection.seconds).toBeGreaterThan(0);
    const report = project.read('results/0001-s3-bucket-deletion/report.md');
    expect(report).toContain(`Noticed by ${detection?.source}`);
    expect(report).not.toContain('Nothing and nobody noticed the fault');
  });

  it('is nobody when the alarms were deleted before it: a finding, and the wait counts', async () => {
    project.write('harness.config.ts', ALARMS_ALONE);
    const client = cloudwatchClient(keyAccess(readHome(project.state), 'platform-admin', 'us-west-2'));
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['portal-dr-s5-unhealthy'] }));
    client.destroy();
    const { code } = await project.run(['run', 's3-bucket-deletion', '--report-only', ...QUICK]);
    expect(code).toBe(0);
    const { stores, findings } = summaryOf('0002-s3-bucket-deletion');
    expect(detectionOf('0002-s3-bucket-deletion')).toEqual({ at: null, source: null, why: 'no alarm fired and nobody noticed within 3600 s' });
    expect([stores[0]?.timeline.T1, stores[0]?.rtaFromDetection.seconds]).toEqual([null, null]);
    expect(findings.map(({ cause }) => cause)).toContain('not-detected');
    expect(secondsBetween(stores[0]?.timeline.T0 ?? '', stores[0]?.timeline.T2 ?? '')).toBeGreaterThan(75 * 60 - 1);
  });
});
