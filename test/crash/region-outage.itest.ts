import { describe, it } from 'vitest';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { testKills } from './sigkill.ts';

const found = await findOpenSearch({ fetch: true });

// A drill of six stores with fail-over and failback takes minutes, and each kill takes two of them.
const why = found.kind === 'gap' ? `needs OpenSearch: ${found.gap}` : process.env['REDRILL_TEST_ALL'] === undefined ? 'runs with REDRILL_TEST_ALL=1' : null;

if (why === null) testKills('region-outage');
else describe.skip('region-outage killed with SIGKILL', () => { it(why, () => undefined); });
