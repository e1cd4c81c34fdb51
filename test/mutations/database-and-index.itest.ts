import { describe, it } from 'vitest';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { testSensitivity } from './sensitivity.ts';

const found = await findOpenSearch({ fetch: true });
const OF_THE_DATABASE = ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'frozen-clock', 'yes-checker'];
const OF_THE_INDEX = ['index-first', 'empty-backup', 'truncated-copy', 'one-missing', 'old-data-left', 'posture-weaker'].map((id) => `opensearch/${id}`);

if (found.kind === 'gap') {
  describe.skip('database-and-index under sabotage', () => { it(`needs OpenSearch: ${found.gap}`, () => undefined); });
} else {
  testSensitivity({ scenario: 'database-and-index', mutations: [...OF_THE_DATABASE, ...OF_THE_INDEX], unlessAll: ['opensearch/index-first', 'one-missing'] });
}
