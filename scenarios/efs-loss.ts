import { defineScenario } from 'redrill';

export default defineScenario({
  id: 'efs-loss',
  title: 'The file system of saved application state is emptied',
  why: 'A clean-up script runs at the wrong mount point and takes every file; or an infrastructure tool with the wrong state deletes the file system itself. What is left are the daily points in the vault of AWS Backup. A restore lands in a dated folder, also in a new file system, and brings no mount target, access point, policy or tag.',
  threat: 'DR-T1',
  claims: ['DR-C2', 'DR-C3', 'DR-C5', 'DR-C6', 'DR-C10', 'SEC-C1'],
  stores: ['DR-S4'],
  runbook: 'runbooks/efs-application-state.md',
  faults: [{ uses: 'efs.empty-file-system', with: { store: 'DR-S4' } }],
  variants: ['deleted'],
  ways: {
    default: { backups: ['dr-s4-daily'] },
    deleted: { runbook: 'runbooks/efs-application-state-new.md', backups: ['dr-s4-daily'], faults: [{ uses: 'efs.delete-file-system', with: { store: 'DR-S4' } }] },
  },
  mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'owner-lost', 'left-in-dated-directory', 'torn-session', 'frozen-clock', 'yes-checker'],
});
