import { markdownTable } from 'markdown-table';
import type { Bench } from '../harness/bench.ts';
import { nodePeer } from '../harness/peers.ts';
import { runPeer, startServer } from '../harness/run-process.ts';
import type { Measured } from '../harness/run-process.ts';
import { median } from '../harness/table.ts';
import { PAGES, SEGMENTS } from '../servers/ddb-fixture.ts';

interface Client {
  readonly name: string;
  readonly file: string;
  readonly goal: string;
}

const CLIENTS: readonly Client[] = [
  { name: 'redrill', file: 'ddb-verify-redrill.ts', goal: '' },
  { name: 'SDK v3 Scan + unmarshall + stable stringify + SHA-256', file: 'ddb-verify-sdk.ts', goal: '>= 4' },
  { name: 'limit: JSON.parse of the same pages', file: 'ddb-verify-limit.ts', goal: '>= 0.6' },
];

/** 100 Scan pages of documents in four segments, one canonical digest for each item. */
export const ddbVerify: Bench = {
  name: 'ddb-verify',
  async *run({ rounds }) {
    const server = await startServer(new URL('../servers/dynamodb-server.ts', import.meta.url).pathname, []);
    try {
      const items = await assertEqual(server.endpoint);
      const runs = new Map<string, Measured[]>(CLIENTS.map(({ name }) => [name, []]));
      // Interleaved, so that what else the machine does meets all clients alike.
      for (let round = 0; round < rounds; round += 1) for (const each of CLIENTS) runs.get(each.name)?.push(await once(each, server.endpoint, 'time'));
      yield {
        title: 'ddb-verify', data: Object.fromEntries(runs), table: tableOf(runs),
        notes: [
          `${items} items in ${PAGES} pages of 1 MB, ${SEGMENTS} segments; the same items, by their keys, were seen by every client before anything was measured`,
          'ms: from the first request to the last answer, process start left out; CPU: of the client alone; ratio of the limit: limit / redrill. 93 pages/s are what 12,000 read units give (12 kRCU)',
        ],
      };
    } finally {
      await server.close();
    }
  },
};

async function assertEqual(endpoint: string): Promise<number> {
  const all = [];
  for (const each of CLIENTS) all.push(await once(each, endpoint, 'check'));
  const seen = new Set(all.map(({ items, extra }) => `${items} items, ${extra?.['pages']} pages, keys ${extra?.['keys']}`));
  if (seen.size !== 1) throw new Error(`the clients did not do the same work: ${[...seen].join('; ')}`);
  const [first] = all;
  const again = await once(CLIENTS[0] ?? { name: '', file: '', goal: '' }, endpoint, 'time');
  if (again.extra?.['digest'] !== first?.extra?.['digest']) throw new Error(`redrill's digest of the same items changed: ${first?.extra?.['digest']}, then ${again.extra?.['digest']}`);
  return first?.items ?? 0;
}

function once({ name, file }: Client, endpoint: string, mode: 'check' | 'time'): Promise<Measured> {
  const plain = nodePeer(name, file, { rounds: 1, check: 'none' });
  return runPeer({ ...plain, command: [...(plain.command ?? []), mode] }, endpoint);
}

function tableOf(runs: ReadonlyMap<string, readonly Measured[]>): string {
  const of = (name: string, take: (run: Measured) => number): number => median((runs.get(name) ?? []).map(take));
  const product = CLIENTS[0]?.name ?? '';
  const rows = CLIENTS.map(({ name, goal }) => {
    const all = (runs.get(name) ?? []).map((run) => run.workMs);
    const work = of(name, (run) => run.workMs);
    const ratio = (take: (run: Measured) => number): string => (name === product ? '' : (of(name, take) / of(product, take)).toFixed(2));
    return [name, String(all.length), `${work.toFixed(0)} (${Math.min(...all).toFixed(0)}-${Math.max(...all).toFixed(0)})`, (PAGES / work * 1000).toFixed(0), of(name, (run) => run.cpuMs).toFixed(0), (of(name, (run) => run.peakRssBytes) / 1e6).toFixed(0), ratio((run) => run.workMs), ratio((run) => run.cpuMs), goal];
  });
  return markdownTable([['client', 'rounds', 'ms (min-max)', 'pages/s', 'CPU ms', 'peak RSS MB', 'ratio', 'CPU ratio', 'goal'], ...rows], { align: ['l', 'r', 'r', 'r', 'r', 'r', 'r', 'r', 'l'] });
}
