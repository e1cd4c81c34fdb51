import { markdownTable } from 'markdown-table';
import { findTools } from '#engines/postgres-tools/find-tools';
import { runTool } from '#engines/postgres-tools/run-tool';
import { startLoopbackPostgres } from '#engines/postgres-tools/testing/loopback-postgres';
import type { LoopbackPostgres } from '#engines/postgres-tools/testing/loopback-postgres';
import { BACKENDS, openBench } from '../clients/pg.ts';
import type { Bench } from '../harness/bench.ts';
import { nodePeer } from '../harness/peers.ts';
import type { Peer } from '../harness/peers.ts';
import { runPeer } from '../harness/run-process.ts';
import type { Measured } from '../harness/run-process.ts';
import { median } from '../harness/table.ts';

const ROWS = 1_000_000;
const FEWER_ROWS = 200_000;

interface Client {
  readonly name: string;
  readonly file: string;
  readonly table: string;
  readonly rows: number;
  readonly rounds: number;
  readonly goal: string;
}

const CLIENTS: readonly Client[] = [
  { name: `redrill, ${BACKENDS} connections`, file: 'pg-verify-redrill.ts', table: 'bench.users', rows: ROWS, rounds: 99, goal: '' },
  { name: `data-diff's expression, ${BACKENDS} backends`, file: 'pg-verify-data-diff.ts', table: 'bench.users', rows: ROWS, rounds: 99, goal: '>= 1.6' },
  { name: `pg rows + JSON + SHA-256, ${BACKENDS} connections`, file: 'pg-verify-rows.ts', table: 'bench.users', rows: ROWS, rounds: 2, goal: '>= 9' },
  { name: `limit: COPY TO '/dev/null', ${BACKENDS} backends`, file: 'pg-verify-limit.ts', table: 'bench.users', rows: ROWS, rounds: 99, goal: '>= 0.75' },
  { name: 'redrill, in key order, 1 connection', file: 'pg-verify-sorted.ts', table: 'bench.users', rows: ROWS, rounds: 3, goal: '' },
  { name: `redrill, ${FEWER_ROWS / 1000} k rows`, file: 'pg-verify-redrill.ts', table: 'bench.fewer', rows: FEWER_ROWS, rounds: 3, goal: 'RSS flat' },
];

/** One digest per row of a table of a real server, compared as a whole. */
export const pgVerify: Bench = {
  name: 'pg-verify',
  async *run({ rounds }) {
    const server = await startLoopbackPostgres({ shared_buffers: '512MB' });
    try {
      const endpoint = `postgresql://${server.user}:${server.password}@127.0.0.1:${server.port}/postgres`;
      await fill(endpoint);
      const first = await measureAll(endpoint, 1);
      assertEqual(first);
      const runs = await measureAll(endpoint, rounds, first);
      const dump = await dumpSeconds(server);
      yield {
        title: 'pg-verify', data: { runs: Object.fromEntries(runs), dumpSeconds: dump }, table: tableOf(runs),
        notes: [
          `${ROWS} rows of six columns on a real PostgreSQL; redrill's sum is the same on ${BACKENDS} connections and row by row in key order: asserted before anything is measured`,
          'ms: from the first statement to the last answer, process start left out; CPU: of the client alone, the server works for it besides; ratio of the limit: limit / redrill',
          dump === null ? "pg_dump | sha256: absent (PostgreSQL's tools are not there)" : `pg_dump --data-only | sha256, one connection: ${(dump * 1000).toFixed(0)} ms`,
        ],
      };
    } finally {
      await server.close();
    }
  },
};

async function fill(endpoint: string): Promise<void> {
  const database = await openBench(endpoint);
  await database.query('create schema bench');
  for (const [name, rows] of [['users', ROWS], ['fewer', FEWER_ROWS]] as const) {
    await database.query(`create table bench.${name} (id bigint primary key, email text not null, name text, created timestamptz, score numeric, attributes jsonb);
      insert into bench.${name} select i, 'user' || i || '@example.org', md5(i::text), '2026-01-01'::timestamptz + i * interval '1 second', i * 1.25, jsonb_build_object('plan', i % 5, 'active', i % 2 = 0) from generate_series(1, ${rows}) i`);
    await database.query(`vacuum (freeze, analyze) bench.${name}`);
  }
  await database.query('checkpoint');
  await database.close();
}

type Runs = ReadonlyMap<string, readonly Measured[]>;

/** Interleaved, so that what else the machine does meets all clients alike. */
async function measureAll(endpoint: string, rounds: number, expected?: Runs): Promise<Runs> {
  const runs = new Map<string, Measured[]>(CLIENTS.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const each of CLIENTS.filter((one) => round < one.rounds)) {
      const measured = await runPeer(peerOf(each), endpoint);
      const wanted = expected?.get(each.name)?.[0]?.extra?.['digest'];
      if (measured.items !== each.rows || (expected !== undefined && measured.extra?.['digest'] !== wanted)) throw new Error(`${each.name} did not do the same work: ${measured.items} of ${each.rows} rows, digest ${measured.extra?.['digest']}, before ${wanted}`);
      runs.get(each.name)?.push(measured);
    }
  }
  return runs;
}

function peerOf({ name, file, table, rows }: Client): Peer {
  const plain = nodePeer(name, file, { rounds: 1, check: 'none' });
  return { ...plain, command: [...(plain.command ?? []), table, String(rows)] };
}

function assertEqual(runs: Runs): void {
  const digests = CLIENTS.filter(({ name, rows }) => name.startsWith('redrill') && rows === ROWS).map(({ name }) => runs.get(name)?.[0]?.extra?.['digest']);
  if (digests.length < 2 || new Set(digests).size !== 1 || digests[0] === undefined) throw new Error(`redrill's ways do not give the same digest: ${digests.join(', ')}`);
}

function tableOf(runs: Runs): string {
  const work = (name: string): number => median((runs.get(name) ?? []).map((run) => run.workMs));
  const product = work(CLIENTS[0]?.name ?? '');
  const rows = CLIENTS.map(({ name, rows, goal }) => {
    const own = runs.get(name) ?? [];
    const all = own.map((run) => run.workMs);
    const ratio = rows === ROWS && name !== CLIENTS[0]?.name ? (work(name) / product).toFixed(2) : '';
    return [name, String(own.length), `${work(name).toFixed(0)} (${Math.min(...all).toFixed(0)}-${Math.max(...all).toFixed(0)})`, (rows / work(name) / 1000).toFixed(2), median(own.map((run) => run.cpuMs)).toFixed(0), (median(own.map((run) => run.peakRssBytes)) / 1e6).toFixed(0), ratio, goal];
  });
  return markdownTable([['client', 'rounds', 'ms (min-max)', 'M rows/s', 'CPU ms', 'peak RSS MB', 'ratio', 'goal'], ...rows], { align: ['l', 'r', 'r', 'r', 'r', 'r', 'r', 'l'] });
}

async function dumpSeconds({ port, user, password }: LoopbackPostgres): Promise<number | null> {
  const tools = await findTools({ fetch: false });
  if (tools.kind === 'missing') return null;
  const began = performance.now();
  const { code, errors } = await runTool(tools.bin, ['pg_dump', '--data-only', '--table=bench.users'], { host: '127.0.0.1', port, database: 'postgres', user, password, sslmode: 'disable' }, { deadlineMs: 300_000 });
  if (code !== 0) throw new Error(`pg_dump ended with ${code}: ${errors}`);
  return (performance.now() - began) / 1000;
}
