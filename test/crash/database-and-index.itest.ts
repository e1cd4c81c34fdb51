import { describe, it } from 'vitest';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { testKills } from './sigkill.ts';

const found = await findOpenSearch({ fetch: true });

// Drills of one account differ here from run to run: what the documented restore leaves out depends on what users did since the last one.
const why = found.kind === 'gap' ? `needs OpenSearch: ${found.gap}` : process.env['REDRILL_TEST_ALL'] === undefined ? 'runs with REDRILL_TEST_ALL=1' : null;

if (why === null) testKills('database-and-index');
else describe.skip('database-and-index killed with SIGKILL', () => { it(why, () => undefined); });
