import { defineScenario } from 'redrill';

export default defineScenario({
  id: 's3-bucket-deletion',
  title: 'The bucket with files and results is emptied and deleted',
  why: 'A clean-up script or a stale infrastructure state deletes the bucket with all versions. The bucket itself brings nothing back: only the daily copy in the backup account and the vault of AWS Backup do, and neither holds the settings of the bucket.',
  threat: 'DR-T1',
  claims: ['DR-C2', 'DR-C3', 'DR-C8', 'DR-C9', 'SEC-C1'],
  stores: ['DR-S5'],
  runbook: 'runbooks/s3-bucket-deletion.md',
  faults: [{ uses: 's3.delete-bucket', with: { store: 'DR-S5' } }],
  variants: ['aws-backup', 'name-held', 'name-taken'],
  ways: {
    default: { backups: ['dr-s5-daily-copy'] },
    'aws-backup': { runbook: 'runbooks/s3-bucket-deletion-aws-backup.md', backups: ['dr-s5-aws-backup'] },
  },
  mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'skipped-objects', 'one-changed', 'one-missing', 'bit-rot', 'old-data-left', 'posture-weaker', 'notifications-first', 'frozen-clock', 'yes-checker'],
});
