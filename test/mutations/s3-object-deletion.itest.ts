import { testSensitivity } from './sensitivity.ts';

testSensitivity({ scenario: 's3-object-deletion', mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'frozen-clock', 'yes-checker'], unlessAll: ['stale-point', 'old-data-left'] });
