import { testSensitivity } from './sensitivity.ts';

testSensitivity({ scenario: 'dynamodb-table-loss', mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'stream-forgotten', 'ttl-forgotten', 'tags-forgotten', 'frozen-clock', 'yes-checker'], unlessAll: ['stream-forgotten', 'ttl-forgotten', 'tags-forgotten', 'frozen-clock'] });
