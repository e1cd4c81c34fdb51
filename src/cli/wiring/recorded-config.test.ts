import { expect, it } from 'vitest';
import type { ResolvedConfig } from '#contract/config.schema';
import { recordedConfig, withSecretsOf } from './recorded-config.ts';

const config = (url: string): ResolvedConfig => ({ platform: { name: 'p' }, checks: [{ id: 'a', sql: 'select 1' }], out: { prometheus: null, webhook: { url, events: ['end'], secretVariable: null } } }) as unknown as ResolvedConfig;

it('a record holds where a webhook is and not its path, and a resumed run has it again', () => {
  const now = config('https://chat.example:8443/a/quiet-place?x=1');
  const recorded = recordedConfig(now);
  expect(recorded.out.webhook?.url).toBe('https://chat.example:8443/[secret removed]');
  expect(withSecretsOf(now, JSON.parse(JSON.stringify(recorded)))).toEqual(now);
});

it('a webhook without a path and a config without one are recorded as they are', () => {
  expect(recordedConfig(config('http://127.0.0.1:9/'))).toEqual(config('http://127.0.0.1:9/'));
  expect(recordedConfig({ out: { prometheus: null } } as unknown as ResolvedConfig)).toEqual({ out: { prometheus: null } });
});

it('only what was removed comes from the config of now', () => {
  expect(withSecretsOf({ a: 'new', b: ['k1'], c: 'z' }, { a: 'old', b: ['[secret removed]', '[secret removed]'], c: { d: '[secret removed]' } })).toEqual({ a: 'old', b: ['k1', '[secret removed]'], c: { d: '[secret removed]' } });
});
