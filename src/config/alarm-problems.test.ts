import { expect, it } from 'vitest';
import type { ResolvedConfig } from '#contract/config.schema';
import { alarmProblems } from './alarm-problems.ts';

type Source = ResolvedConfig['detection'][number];

function problems(source: Source, url: string | null = null): readonly string[] {
  const config: Partial<Record<keyof ResolvedConfig, unknown>> = { detection: [source], platform: { stores: [{ id: 'DR-S5' }] }, service: { url }, target: { kind: 'sandbox', pace: 'fast' } };
  return alarmProblems(config as ResolvedConfig).map(({ path, text }) => `${path.join('.')} ${text}`);
}

it.each<[string, Source, string | null, readonly string[]]>([
  ['alarms by name', { kind: 'cloudwatch-alarms', region: 'us-west-2', names: ['a'], store: 'DR-S5' }, null, []],
  ['names and a prefix', { kind: 'cloudwatch-alarms', region: 'us-west-2', names: ['a'], prefix: 'b' }, null, ['detection.0.prefix must be left out where "names" is given, got both; CloudWatch takes one of them']],
  ['a store that is none', { kind: 'cloudwatch-alarms', region: 'us-west-2', store: 'DR-S9' }, null, ['detection.0.store must be a store of this config (DR-S5), got "DR-S9"']],
  ['a path below the service', { kind: 'prometheus-alerts', url: 'api/v1/alerts', matchers: {} }, 'http://127.0.0.1:1/', []],
  ['a path below nothing', { kind: 'prometheus-alerts', url: 'api/v1/alerts', matchers: {} }, null, ['detection.0.url must be an address where service.url says nothing, got "api/v1/alerts"']],
  ['another machine', { kind: 'prometheus-alerts', url: 'http://prometheus.example:9090/api/v1/alerts', matchers: {} }, null, ['detection.0.url must be a literal loopback address such as http://127.0.0.1:9090/api/v1/alerts for a drill of the sandbox, got http://prometheus.example:9090']],
])('%s: what is wrong is said with its place', (_what, source, url, expected) => {
  expect(problems(source, url)).toEqual(expected);
});
