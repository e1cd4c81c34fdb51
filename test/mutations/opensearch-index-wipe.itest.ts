import { describe, it } from 'vitest';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { testSensitivity } from './sensitivity.ts';

const found = await findOpenSearch({ fetch: true });
const ALL = ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'bulk-errors-swallowed', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'frozen-clock', 'yes-checker'];

if (found.kind === 'gap') {
  describe.skip('opensearch-index-wipe under sabotage', () => { it(`needs OpenSearch: ${found.gap}`, () => undefined); });
} else {
  testSensitivity({ scenario: 'opensearch-index-wipe', mutations: ALL, unlessAll: ['bulk-errors-swallowed', 'one-changed'] });
  // The other way shares most of its sabotage: it is tried when everything is.
  if (process.env['REDRILL_TEST_ALL'] !== undefined) testSensitivity({ scenario: 'opensearch-index-wipe', variant: 'snapshot', mutations: ALL.filter((id) => id !== 'bulk-errors-swallowed'), unlessAll: [] });
}
