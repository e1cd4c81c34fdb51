import { defineScenario } from 'redrill';

export default defineScenario({
  id: 'rds-loss',
  title: 'The database instance is deleted, its automated backups with it',
  why: 'An infrastructure tool with the wrong state deletes the instance and, as it does by default, its automated backups. What is left are the points in the vaults of AWS Backup: the daily one is up to a day old, and a restore attaches the default groups unless it names others.',
  threat: 'DR-T1',
  claims: ['DR-C2', 'DR-C3', 'DR-C4', 'DR-C6', 'DR-C10', 'SEC-C1', 'SEC-C3'],
  stores: ['DR-S1'],
  runbook: 'runbooks/rds-postgresql.md',
  faults: [{ uses: 'rds.delete-instance', with: { store: 'DR-S1' } }],
  variants: ['pitr', 'retained-automated-backup', 'same-identifier', 'protected'],
  ways: {
    default: { backups: ['dr-s1-daily'] },
    pitr: { runbook: 'runbooks/rds-postgresql-pitr.md', backups: ['dr-s1-continuous'] },
    'retained-automated-backup': { runbook: 'runbooks/rds-postgresql-retained.md', backups: ['dr-s1-automated'], faults: [{ uses: 'rds.delete-instance', with: { store: 'DR-S1', automatedBackups: 'retain' } }] },
    'same-identifier': { runbook: 'runbooks/rds-postgresql-same-name.md', backups: ['dr-s1-daily'] },
    protected: { backups: ['dr-s1-daily'] },
  },
  mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'frozen-clock', 'yes-checker'],
});
