import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from '../harness/compare.ts';
import { nodePeer, outsidePeer, peerFile } from '../harness/peers.ts';
import type { Bench } from '../harness/bench.ts';
import { PROFILES } from '../harness/bench.ts';
import { startServer } from '../harness/run-process.ts';
import { comparisonTable } from '../harness/table.ts';
import { COPYBACK, keyOf, versionId } from '../servers/fixture.ts';

const GOALS = {
  flat: { 'SDK v3': 'CPU >= 7', s5cmd: 'CPU >= 2' },
  aws: { 'SDK v3': 'wall >= 4.2', s5cmd: 'wall >= 1.5', 'rclone tuned': 'wall >= 4.2', 'aws s3 sync': 'wall >= 20', 's3-pit-restore': 'wall >= 12' },
} as const;

/** 5,000 objects of 4 KB are copied back on the server's side: named versions, from a plan. */
export const s3Copyback: Bench = {
  name: 's3-copyback',
  async *run({ rounds }) {
    const folder = mkdtempSync(join(tmpdir(), 'redrill-bench-'));
    const plan = join(folder, 'plan');
    writeFileSync(plan, Array.from({ length: COPYBACK.keys }, (_, i) => `${keyOf(COPYBACK, i)} ${versionId(i, 0)}\n`).join(''));
    for (const profile of PROFILES) {
      const server = await startServer(new URL('../servers/s3-server.ts', import.meta.url).pathname, [profile]);
      const comparison = await compare(server.endpoint, [
        nodePeer('redrill', 'copyback-redrill.ts', { rounds, check: 'digest' }),
        nodePeer('SDK v3', 'copyback-sdk.ts', { rounds, check: 'digest' }),
        outsidePeer('boto3 32 threads', 'python3:boto3', [peerFile('copyback_boto3.py'), '{endpoint}', plan], { rounds: 1, check: 'digest' }),
        outsidePeer('rclone tuned', 'rclone', ['copy', '--transfers', '128', '--checkers', '128', '--fast-list', '--size-only', '--s3-no-check-bucket', '--s3-provider', 'Other', '--s3-env-auth', '--s3-endpoint', '{endpoint}', ':s3:source', ':s3:target'], { rounds: 1, check: 'count' }),
        outsidePeer('aws s3 sync', 'aws', ['--endpoint-url', '{endpoint}', 's3', 'sync', '--only-show-errors', 's3://source', 's3://target'], { rounds: 1, check: 'count' }),
        outsidePeer('s5cmd', 's5cmd', ['cp', 's3://source/*', 's3://target/'], { rounds: 1, check: 'count' }),
        outsidePeer('s3-pit-restore', 's3-pit-restore', [], { rounds: 0, check: 'none' }),
      ], rounds);
      await server.close();
      const floor = profile === 'aws' ? [`limit: ${COPYBACK.keys} x 30 ms / 256 in flight = ${((COPYBACK.keys * 30) / 256).toFixed(0)} ms plus process start; S3's quota floor on one prefix: ${((COPYBACK.keys / 3500) * 1000).toFixed(0)} ms`] : [];
      yield { title: `s3-copyback, profile ${profile}`, notes: [comparison.equal, ...floor], table: comparisonTable(comparison, GOALS[profile]), data: comparison };
    }
    rmSync(folder, { recursive: true, force: true });
  },
};
