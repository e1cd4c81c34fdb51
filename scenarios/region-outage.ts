import { defineScenario } from 'redrill';

/** Every store that serves from the region goes with it, in one cut. */
const STORES = ['DR-S1', 'DR-S2', 'DR-S3', 'DR-S4', 'DR-S5', 'DR-S6'];
const faults = (how: string, ...also: string[]): { uses: string; with: Record<string, unknown> }[] => STORES.map((store) => ({ uses: 'region.cut', with: { store, region: 'us-west-2', how, ...(also.length === 0 ? {} : { also }) } }));

/** What lies outside the region: copies of the daily backups, and the replica of the source files. */
const backups = ['dr-s1-copy', 'dr-s2-copy', 'dr-s3-source-replica', 'dr-s4-copy', 'dr-s5-copy', 'dr-s6-copy'];

export default defineScenario({
  id: 'region-outage',
  title: 'The primary region is gone, with every store, backup and alarm in it',
  why: 'A natural hazard, or a failure of what a whole region stands on, takes everything of one place at once: stores, their continuous backups, the keys and the alarms there. What is left is what had been copied before, and what was made ready elsewhere. The provider gives no time, data may be back before there is capacity, and some regions never came back as they were.',
  threat: 'DR-T2',
  claims: ['DR-C2', 'DR-C3', 'DR-C7', 'DR-C10', 'DR-C11'],
  stores: STORES,
  runbook: 'runbooks/region-outage.md',
  failback: 'runbooks/region-failback.md',
  faults: faults('refuse'),
  variants: ['black-hole', 'partition', 'no-capacity', 'no-failback', 'copies-stale', 'never-copied', 'key-missing', 'global-cut'],
  ways: {
    default: { backups },
    'black-hole': { backups, faults: faults('black-hole') },
    partition: { backups, faults: faults('partition') },
    'no-capacity': { backups },
    'no-failback': { backups, failback: null },
    'copies-stale': { backups },
    'never-copied': { backups },
    'key-missing': { backups },
    'global-cut': { backups, faults: faults('refuse', 'us-east-1') },
  },
  mutations: [
    'region/copy-removed', 'region/key-disabled', 'opensearch/order-ignored', 'empty-backup', 'one-missing', 'posture-weaker', 'yes-checker',
    'dynamodb/one-changed', 'opensearch/index-first', 'efs/owner-lost', 'ebs/block-lost', 's3/one-missing',
  ],
  // What differs because it is another region: keys, subnets, security groups, zones, computers, functions and the rules that back it up there.
  declaredGaps: ['kmsKey', 'securityGroups', 'mountTargets', 'zone', 'attachedTo', 'location', 'notification', 'logging', 'accessPolicies', 'backedUpBy'],
});
