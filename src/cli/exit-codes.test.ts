import { describe, expect, it } from 'vitest';
import { refusal, usageError } from '#kit/redrill-error';
import { exitCodeOfError, exitCodeOfRun, exitCodeOfSignal } from './exit-codes.ts';

describe('exit codes', () => {
  it.each([['pass', 0, 0], ['fail-objective', 1, 0], ['fail-integrity', 2, 0], ['inconclusive', 3, 3], ['aborted', 4, 4], ['refused', 5, 5], ['fail-not-recovered', 6, 6]] as const)('%s ends with %i, and with %i under --report-only', (verdict, code, reported) => {
    expect(exitCodeOfRun(verdict, { putBackOk: true, reportOnly: false })).toBe(code);
    expect(exitCodeOfRun(verdict, { putBackOk: true, reportOnly: true })).toBe(reported);
  });

  it('a target that could not be put back is 7, whatever the verdict and whatever is asked for', () => {
    for (const verdict of ['pass', 'fail-integrity', 'inconclusive'] as const) {
      expect(exitCodeOfRun(verdict, { putBackOk: false, reportOnly: true })).toBe(7);
    }
  });

  it('errors and signals have the codes of the reference page', () => {
    expect([usageError('a', 'b'), refusal('a', 'b'), new TypeError('x')].map(exitCodeOfError)).toEqual([64, 5, 70]);
    expect(['SIGINT', 'SIGTERM', 'SIGHUP'].map(exitCodeOfSignal)).toEqual([130, 143, 129]);
  });
});
