import { describe, it } from 'vitest';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { testKills } from './sigkill.ts';

const found = await findOpenSearch({ fetch: true });

if (found.kind === 'found') testKills('database-and-index');
else describe.skip('database-and-index killed with SIGKILL', () => { it(`needs OpenSearch: ${found.gap}`, () => undefined); });
