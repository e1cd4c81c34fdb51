import { testSensitivity } from './sensitivity.ts';

testSensitivity({ scenario: 'rds-loss', mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'frozen-clock', 'yes-checker'], unlessAll: ['empty-backup', 'missing-grant', 'one-missing'] });
