import { defineScenario } from 'redrill';

export default defineScenario({
  id: 'opensearch-index-wipe',
  title: 'All indices of the search domain are deleted, aliases and templates with them',
  why: 'A clean-up of test indices runs against the wrong endpoint. AWS Backup does not cover OpenSearch; the documents say that source files are landed in S3 before they are indexed, so the index is made anew from them. What was never landed has no way back, and what users deleted since comes back with the files.',
  threat: 'DR-T1',
  claims: ['DR-C2', 'DR-C3', 'DR-C11', 'SEC-C1'],
  stores: ['DR-S3'],
  runbook: 'runbooks/opensearch-reindex.md',
  faults: [{ uses: 'opensearch.wipe-indices', with: { store: 'DR-S3' } }],
  variants: ['auto-created', 'snapshot', 'automated-snapshot'],
  ways: {
    default: { backups: ['dr-s3-source-files'] },
    'auto-created': { backups: ['dr-s3-source-files'] },
    snapshot: { runbook: 'runbooks/opensearch-snapshot.md', backups: ['dr-s3-snapshots'] },
    'automated-snapshot': { runbook: 'runbooks/opensearch-automated-snapshot.md', backups: ['dr-s3-automated'] },
  },
  mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'bulk-errors-swallowed', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'frozen-clock', 'yes-checker'],
});
