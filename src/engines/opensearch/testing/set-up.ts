// A process that sets OpenSearch up in a cache folder without any network; tests kill it in the middle. Argument: the cache.
import { findOpenSearch } from '../opensearch-install.ts';

const [, , cache = ''] = process.argv;
const found = await findOpenSearch({ fetch: true, cache, env: { PATH: '', REDRILL_MAVEN_URL: 'http://127.0.0.1:9' }, onProgress: ({ what }) => process.stdout.write(`${what}\n`) });
process.stdout.write(`${JSON.stringify(found)}\n`);
