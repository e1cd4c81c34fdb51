import { testSensitivity } from './sensitivity.ts';

testSensitivity({
  scenario: 's3-bucket-deletion',
  variant: 'aws-backup',
  mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'skipped-objects', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'notifications-first', 'frozen-clock', 'yes-checker'],
  unlessAll: ['wrong-resource', 'skipped-objects'],
});
