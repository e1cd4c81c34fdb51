import { defineScenario } from 'redrill';

export default defineScenario({
  id: 'database-and-index',
  title: 'The database instance and all indices of the search domain are deleted together',
  why: 'A tear-down of a test environment runs with the credentials of production. Both stores have their own way back, and each leads to another moment: the database to its daily point, the index to the last source file. An index that is made anew beside the restore, or by a list of before, leads users to datasets that the recovered database does not know, or gives a lost one\'s number to a new one.',
  threat: 'DR-T1',
  claims: ['DR-C2', 'DR-C3', 'DR-C11', 'SEC-C1'],
  stores: ['DR-S1', 'DR-S3'],
  runbook: 'runbooks/database-and-index.md',
  faults: [
    { uses: 'rds.delete-instance', with: { store: 'DR-S1' } },
    { uses: 'opensearch.wipe-indices', with: { store: 'DR-S3' } },
  ],
  variants: [],
  ways: { default: { backups: ['dr-s1-daily', 'dr-s3-source-files'] } },
  mutations: [
    'empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'frozen-clock', 'yes-checker',
    'opensearch/index-first', 'opensearch/empty-backup', 'opensearch/truncated-copy', 'opensearch/one-missing', 'opensearch/old-data-left', 'opensearch/posture-weaker',
  ],
});
