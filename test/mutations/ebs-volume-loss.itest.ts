import { testSensitivity } from './sensitivity.ts';

testSensitivity({ scenario: 'ebs-volume-loss', mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'wrong-zone', 'block-lost', 'torn-set', 'frozen-clock', 'yes-checker'], unlessAll: ['wrong-zone', 'block-lost', 'torn-set'] });
testSensitivity({ scenario: 'ebs-volume-loss', variant: 'recycle-bin', mutations: ['one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'block-lost', 'frozen-clock', 'yes-checker'], unlessAll: ['yes-checker'] });
