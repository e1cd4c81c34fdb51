// A process that starts a node and then only waits: tests kill it and look what is left. Arguments: folder, port.
import { findOpenSearch } from '../opensearch-install.ts';
import { startOpenSearch } from '../start-opensearch.ts';

const [, , folder = '', port = ''] = process.argv;
const found = await findOpenSearch({ fetch: false });
if (found.kind === 'gap') throw new Error(found.gap);
const server = await startOpenSearch({ install: found.install, folder, port: Number(port), clusterName: 'own', log: `${folder}.log` });
process.stdout.write(`${server.pid}\n`);
