import { describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { guardTarget, type Intent } from './aws-environment.ts';

function codeOf(kind: 'aws' | 'sandbox', env: Readonly<Record<string, string>>, intent: Intent): string | null {
  try {
    guardTarget({ target: { kind, pace: 'fast' } } as ResolvedConfig, env, intent);
  } catch (error) {
    if (error instanceof RedrillError && error.exitCode === 5) return error.code;
    throw error;
  }
  return null;
}

describe('the guards before anything is opened', () => {
  it('refuse every change of a real account, and allow looking', () => {
    expect(codeOf('aws', {}, 'change')).toBe('guard.no-aws');
    expect(codeOf('aws', {}, 'look')).toBeNull();
  });

  it('refuse everything when an endpoint override points a real target elsewhere', () => {
    expect(codeOf('aws', { AWS_ENDPOINT_URL: 'http://evil' }, 'look')).toBe('guard.endpoint');
    expect(codeOf('aws', { AWS_ENDPOINT_URL_S3: 'http://evil' }, 'change')).toBe('guard.endpoint');
  });

  it('let AWS_ variables be in sandbox mode, where they have no say', () => {
    expect(codeOf('sandbox', { AWS_ENDPOINT_URL: 'http://evil', AWS_PROFILE: 'prod' }, 'change')).toBeNull();
  });
});
