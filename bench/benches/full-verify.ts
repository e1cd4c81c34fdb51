import { markdownTable } from 'markdown-table';
import type { Bench } from '../harness/bench.ts';
import { nodePeer } from '../harness/peers.ts';
import type { Peer } from '../harness/peers.ts';
import { runPeer, startServer } from '../harness/run-process.ts';
import type { Measured } from '../harness/run-process.ts';
import { median } from '../harness/table.ts';

const CASES = [
  { client: 'redrill', file: 'verify-redrill.ts', bucket: 'verify20k', objects: 20_000, rounds: 3 },
  { client: 'redrill', file: 'verify-redrill.ts', bucket: 'verify100k', objects: 100_000, rounds: 1 },
  { client: 'SDK v3', file: 'verify-sdk.ts', bucket: 'verify20k', objects: 20_000, rounds: 1 },
] as const;

/** Every object of a bucket is listed, read in full and digested (SHA-256); memory must not grow with their number. */
export const fullVerify: Bench = {
  name: 'full-verify',
  async *run() {
    const server = await startServer(new URL('../servers/s3-server.ts', import.meta.url).pathname, ['flat']);
    const data: { readonly client: string; readonly objects: number; readonly runs: Measured[] }[] = [];
    for (const { client, file, bucket, objects, rounds } of CASES) {
      const plain = nodePeer(client, file, { rounds, check: 'none' });
      const peer: Peer = { ...plain, command: [...(plain.command ?? []), bucket] };
      const runs: Measured[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const measured = await runPeer(peer, server.endpoint);
        if (measured.items !== objects) throw new Error(`${client} verified ${measured.items} of ${objects} objects`);
        runs.push(measured);
      }
      data.push({ client, objects, runs });
    }
    await server.close();
    const rows = data.map(({ client, objects, runs }) => [client, String(objects), (objects / (median(runs.map((run) => run.workMs)) / 1000)).toFixed(0), ((median(runs.map((run) => run.cpuMs)) * 1000) / objects).toFixed(0), (median(runs.map((run) => run.peakRssBytes)) / 1e6).toFixed(0)]);
    const table = markdownTable([['client', 'objects of 4 KB', 'objects/s', 'CPU us each', 'peak RSS MB'], ...rows], { align: ['l', 'r', 'r', 'r', 'r'] });
    yield { title: 'full-verify, profile flat', notes: ['every object listed, read and hashed with SHA-256'], table, data };
  },
};
