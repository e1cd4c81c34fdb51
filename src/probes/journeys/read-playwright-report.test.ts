import { describe, expect, it } from 'vitest';
import { readPlaywrightReport } from './read-playwright-report.ts';

function resultsOf(tests: readonly { readonly status: string; readonly results: readonly string[] }[]): readonly string[] {
  const specs = tests.map(({ status, results }, i) => ({ title: `journey ${i + 1}`, tests: [{ status, results: results.map((one) => ({ status: one, duration: 5 })) }] }));
  return readPlaywrightReport({ suites: [{ title: 'portal.spec.ts', specs }] }, 'journeys').results.map(({ result, why }) => `${result}: ${why}`);
}

describe('what Playwright reports', () => {
  it('counts a journey that was cut off or never begun as failed, though Playwright calls it skipped', () => {
    expect(resultsOf([{ status: 'skipped', results: ['interrupted'] }, { status: 'skipped', results: [] }])).toEqual(['fail: it was interrupted', 'fail: it was never begun']);
  });

  it('counts a journey that its own spec leaves out as not exercised', () => {
    expect(resultsOf([{ status: 'skipped', results: ['skipped'] }, { status: 'expected', results: ['passed'] }])).toEqual(['not-exercised: its spec skips it', 'pass: null']);
  });
});
