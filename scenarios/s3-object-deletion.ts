import { defineScenario } from 'redrill';

export default defineScenario({
  id: 's3-object-deletion',
  title: 'A clean-up job deletes thousands of files, some with all their versions',
  why: 'Housekeeping is what deletes most data by accident. Delete markers can be taken away again, but a purged version comes back only from the daily copy, and the next mirror run and the expiry of old versions close the way back.',
  threat: 'DR-T1',
  claims: ['DR-C2', 'DR-C3', 'DR-C8', 'DR-C9'],
  stores: ['DR-S5'],
  runbook: 'runbooks/s3-object-deletion.md',
  faults: [{ uses: 's3.delete-objects', with: { store: 'DR-S5', prefixes: ['inputs/', 'outputs/', 'redrill/beacons/'], share: 0.6, purgeShare: 0.1 } }],
  variants: ['copy-ran-after'],
  ways: { default: { backups: ['dr-s5-daily-copy', 'dr-s5-aws-backup'] } },
  mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'frozen-clock', 'yes-checker'],
});
