import { describe, it } from 'vitest';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { testSensitivity } from './sensitivity.ts';

const found = await findOpenSearch({ fetch: true });
const OF_THE_REGION = ['region/copy-removed', 'region/key-disabled', 'opensearch/order-ignored'];
const OF_THE_STORES = ['empty-backup', 'one-missing', 'posture-weaker', 'yes-checker', 'dynamodb/one-changed', 'opensearch/index-first', 'efs/owner-lost', 'ebs/block-lost', 's3/one-missing'];

if (found.kind === 'gap') {
  describe.skip('region-outage under sabotage', () => { it(`needs OpenSearch: ${found.gap}`, () => undefined); });
} else {
  testSensitivity({ scenario: 'region-outage', mutations: [...OF_THE_REGION, ...OF_THE_STORES], unlessAll: ['opensearch/order-ignored'] });
}
