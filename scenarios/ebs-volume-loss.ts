import { defineScenario } from 'redrill';

export default defineScenario({
  id: 'ebs-volume-loss',
  title: 'The volume of the compute tier is detached and deleted',
  why: 'A clean-up of volumes that looked unused, or an infrastructure tool with the wrong state, deletes the volume. Where a rule of the Recycle Bin covers it, it can be taken out again as it was; a tool that rewrites the tags first goes past that rule, and then the daily point is left, which brings back neither tags nor attachment, and may be restored into a zone where no instance can use it.',
  threat: 'DR-T1',
  claims: ['DR-C2', 'DR-C3', 'DR-C6', 'DR-C10', 'SEC-C1'],
  stores: ['DR-S6'],
  runbook: 'runbooks/ebs-volume.md',
  faults: [{ uses: 'ebs.delete-volume', with: { store: 'DR-S6', recycleBin: 'misses' } }],
  variants: ['recycle-bin'],
  ways: {
    default: { backups: ['dr-s6-daily'] },
    'recycle-bin': { runbook: 'runbooks/ebs-volume-recycle-bin.md', backups: ['dr-s6-recycle-bin'], faults: [{ uses: 'ebs.delete-volume', with: { store: 'DR-S6', recycleBin: 'keeps' } }] },
  },
  mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'wrong-zone', 'block-lost', 'torn-set', 'frozen-clock', 'yes-checker'],
});
