import { testSensitivity } from './sensitivity.ts';

testSensitivity({ scenario: 'efs-loss', mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'owner-lost', 'left-in-dated-directory', 'torn-session', 'frozen-clock', 'yes-checker'], unlessAll: ['owner-lost', 'left-in-dated-directory', 'torn-session', 'posture-weaker'] });
