import { defineScenario } from 'redrill';

export default defineScenario({
  id: 'dynamodb-table-loss',
  title: 'The table of documents is deleted',
  why: 'One call of somebody who is in the wrong account deletes a table, its indexes, its stream and its point-in-time recovery at once. What is left are the daily points of AWS Backup and, where point-in-time recovery was on, the backup that DynamoDB makes by itself. A restore brings the items and half of the settings: without its tags the table is in no backup plan, without its time to live old sessions stay alive, and whoever follows its changes reads a dead stream.',
  threat: 'DR-T1',
  claims: ['DR-C2', 'DR-C3', 'DR-C4', 'DR-C6', 'DR-C10', 'SEC-C1'],
  stores: ['DR-S2'],
  runbook: 'runbooks/dynamodb-table.md',
  faults: [{ uses: 'dynamodb.delete-table', with: { store: 'DR-S2' } }],
  variants: ['system-backup', 'other-name', 'protected'],
  ways: {
    default: { backups: ['dr-s2-daily'] },
    'system-backup': { runbook: 'runbooks/dynamodb-table-system-backup.md', backups: ['dr-s2-automated'] },
    'other-name': { runbook: 'runbooks/dynamodb-table-other-name.md', backups: ['dr-s2-daily'] },
    protected: { backups: ['dr-s2-daily'] },
  },
  mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'stream-forgotten', 'ttl-forgotten', 'tags-forgotten', 'frozen-clock', 'yes-checker'],
});
