import { compare } from '../harness/compare.ts';
import { nodePeer, outsidePeer } from '../harness/peers.ts';
import type { Peer } from '../harness/peers.ts';
import type { Bench } from '../harness/bench.ts';
import { startServer } from '../harness/run-process.ts';
import { comparisonTable, median } from '../harness/table.ts';
import { REINDEX } from '../servers/documents.ts';

const GOALS = { 'official helper, parsed': 'wall >= 5', 'official helper, strings': 'wall >= 2.8', 'same bytes, unchanged': 'wall >= 0.7', elasticdump: 'wall >= 12' };
const SERVER = new URL('../servers/bulk-server.ts', import.meta.url).pathname;
/** What the throttling server takes at once, and how long a batch keeps it busy. */
const HIDDEN = { most: 6, batchMs: 40, batchBytes: 262_144 };
const FIXED = [1, 2, 4, 6, 8, 16, 32];

/** 200,000 documents go from source files into `_bulk`, ids kept; then into a server that refuses above a number of requests nobody knows. */
export const reindexBench: Bench = {
  name: 'reindex',
  async *run({ rounds }) {
    const server = await startServer(SERVER, []);
    const comparison = await compare(server.endpoint, [
      nodePeer('redrill', 'reindex-redrill.ts', { rounds, check: 'digest' }),
      nodePeer('same bytes, unchanged', 'reindex-unchanged.ts', { rounds, check: 'digest' }),
      withArgs(nodePeer('official helper, strings', 'reindex-helper.ts', { rounds, check: 'digest' }), 'string'),
      withArgs(nodePeer('official helper, parsed', 'reindex-helper.ts', { rounds, check: 'digest' }), 'parsed'),
      outsidePeer('elasticdump', 'elasticdump', [], { rounds: 0, check: 'none' }),
    ], rounds);
    await server.close();
    yield { title: 'reindex, profile flat', notes: [`${REINDEX.files * REINDEX.perFile} documents in ${REINDEX.files} files`, comparison.equal, 'same bytes, unchanged = the limit: bodies that were ready, unsigned'], table: comparisonTable(comparison, GOALS), data: comparison };
    yield* throttled(rounds);
  },
};

async function* throttled(rounds: number): ReturnType<Bench['run']> {
  const server = await startServer(SERVER, [String(HIDDEN.most), String(HIDDEN.batchMs)]);
  const fixed = FIXED.map((inFlight) => withArgs(nodePeer(`${inFlight} in flight, fixed`, 'reindex-fixed.ts', { rounds: Math.min(2, rounds), check: 'digest' }), String(inFlight), String(HIDDEN.batchBytes)));
  const comparison = await compare(server.endpoint, [withArgs(nodePeer('redrill', 'reindex-redrill.ts', { rounds: Math.min(3, rounds), check: 'digest' }), String(HIDDEN.batchBytes)), ...fixed], rounds);
  await server.close();
  const [product, ...others] = comparison.peers.map(({ name, runs }) => ({ name, wallMs: median((runs ?? []).map(({ wallMs }) => wallMs)) }));
  const best = others.toSorted((a, b) => a.wallMs - b.wallMs)[0];
  const share = best === undefined || product === undefined ? 'unknown' : (best.wallMs / product.wallMs).toFixed(2);
  yield { title: 'reindex, a server that answers 429 above a hidden concurrency', notes: [`takes ${HIDDEN.most} requests of ${HIDDEN.batchBytes / 1024} KiB at once, ${HIDDEN.batchMs} ms each`, `best fixed: ${best?.name ?? 'none'}; redrill reaches ${share} of it (goal >= 0.9)`, `${comparison.equal}: no id lost or doubled`], table: comparisonTable(comparison, {}), data: comparison };
}

function withArgs(peer: Peer, ...args: readonly string[]): Peer {
  return { ...peer, command: peer.command === null ? null : [...peer.command, ...args] };
}
