import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import process from 'node:process';
import { authorise } from './benches/authorise.ts';
import { database } from './benches/database.ts';
import { ddbVerify } from './benches/ddb-verify.ts';
import { fullVerify } from './benches/full-verify.ts';
import { history } from './benches/history.ts';
import { pgVerify } from './benches/pg-verify.ts';
import { reindexBench } from './benches/reindex.ts';
import { report } from './benches/report.ts';
import { rtoRpo } from './benches/rto-rpo.ts';
import { s3Copyback } from './benches/s3-copyback.ts';
import { s3Undelete } from './benches/s3-undelete.ts';
import { sandbox } from './benches/sandbox.ts';
import { stores } from './benches/stores.ts';
import { treeVerify } from './benches/tree-verify.ts';
import type { Bench, BenchResult } from './harness/bench.ts';

const BENCHES: readonly Bench[] = [s3Undelete, s3Copyback, sandbox, authorise, fullVerify, pgVerify, database, rtoRpo, ddbVerify, treeVerify, reindexBench, stores, history, report];

/** `npm run bench [-- name ...] [-- --rounds N]`: tables on standard output, all numbers in results/bench/<name>.json. */
const words = process.argv.slice(2);
const at = words.indexOf('--rounds');
const rounds = at === -1 ? 5 : Number(words[at + 1]);
const wanted = at === -1 ? words : [...words.slice(0, at), ...words.slice(at + 2)];
const unknown = wanted.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown.length > 0 || !(rounds >= 1)) {
  process.stderr.write(`unknown bench ${unknown.join(', ') || `or rounds ${words[at + 1]}`}; benches: ${BENCHES.map((bench) => bench.name).join(', ')}\n`);
  process.exit(64);
}

const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGb: Math.round(totalmem() / 1e9), kernel: `${process.platform} ${release()}`, node: process.version, at: new Date().toISOString() };
process.stdout.write(`Machine: ${machine.cores} x ${machine.cpu}, ${machine.memoryGb} GB, ${machine.kernel}, Node ${machine.node}. Loopback; nothing here ran against AWS.\nRatios are peer / redrill (higher is better for redrill); medians; wall from process start to end.\n`);
mkdirSync('results/bench', { recursive: true });
for (const bench of BENCHES.filter((each) => wanted.length === 0 || wanted.includes(each.name))) {
  const results: BenchResult[] = [];
  for await (const result of bench.run({ rounds })) {
    process.stdout.write(`\n## ${result.title}\n\n${result.notes.map((note) => `- ${note}\n`).join('')}\n${result.table}\n`);
    results.push(result);
  }
  writeFileSync(`results/bench/${bench.name}.json`, `${JSON.stringify({ machine, rounds, results: results.map(({ title, notes, data }) => ({ title, notes, data })) }, null, 2)}\n`);
}
