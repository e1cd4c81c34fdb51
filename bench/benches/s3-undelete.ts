import { compare } from '../harness/compare.ts';
import { nodePeer, outsidePeer, peerFile } from '../harness/peers.ts';
import type { Bench } from '../harness/bench.ts';
import { PROFILES } from '../harness/bench.ts';
import { startServer } from '../harness/run-process.ts';
import { comparisonTable } from '../harness/table.ts';

const GOALS = {
  flat: { 'SDK v3': '>= 5', boto3: '>= 15', 'pages fetched, not parsed': '>= 0.9 of it' },
  aws: { 'SDK v3': '>= 10', boto3: '' },
} as const;

/** 100,000 keys with 250,000 versions are listed and the 50,000 delete markers on top removed. */
export const s3Undelete: Bench = {
  name: 's3-undelete',
  async *run({ rounds }) {
    for (const profile of PROFILES) {
      const server = await startServer(new URL('../servers/s3-server.ts', import.meta.url).pathname, [profile]);
      const limit = profile === 'flat' ? [nodePeer('pages fetched, not parsed', 'list-unparsed.ts', { rounds, check: 'none' })] : [];
      const comparison = await compare(server.endpoint, [
        nodePeer('redrill', 'undelete-redrill.ts', { rounds, check: 'digest' }),
        nodePeer('SDK v3', 'undelete-sdk.ts', { rounds: profile === 'flat' ? rounds : 2, check: 'digest' }),
        ...limit,
        outsidePeer('boto3', 'python3:boto3', [peerFile('undelete_boto3.py'), '{endpoint}'], { rounds: 1, check: 'count' }),
        outsidePeer('s5cmd ls', 's5cmd', ['ls', '--all-versions', 's3://bench/*'], { rounds: 1, check: 'none' }),
        outsidePeer('rclone lsf', 'rclone', ['lsf', '-R', '--files-only', '--s3-versions', '--s3-provider', 'Other', '--s3-env-auth', '--s3-endpoint', '{endpoint}', ':s3:bench'], { rounds: 1, check: 'none' }),
      ], rounds);
      await server.close();
      yield { title: `s3-undelete, profile ${profile}`, notes: [comparison.equal], table: comparisonTable(comparison, GOALS[profile]), data: comparison };
    }
  },
};
