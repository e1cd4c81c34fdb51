import { testSensitivity } from './sensitivity.ts';

testSensitivity({ scenario: 's3-bucket-deletion', mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'bit-rot', 'old-data-left', 'posture-weaker', 'notifications-first', 'frozen-clock', 'yes-checker'], unlessAll: ['truncated-copy', 'bit-rot', 'notifications-first'] });
