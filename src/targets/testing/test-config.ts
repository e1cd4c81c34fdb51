import type { TargetsInput } from '../targets.ts';

/** The part of a config that targets read, for the sandbox's accounts. */
export const testConfig: TargetsInput['config'] = {
  accounts: { platform: { id: '111111111111', alias: 'platform' }, backup: { id: '222222222222', alias: 'backup' }, recovery: { id: '333333333333', alias: 'recovery' } },
  guards: { allowAccounts: ['111111111111', '222222222222'], blockAccounts: ['999999999999'], optInTag: { key: 'dr-drill', value: 'allowed' }, maxResources: 1, maxBytes: 1, stopFile: null },
  regions: { primary: 'us-west-2', recovery: 'us-east-2', global: 'us-east-1' },
};
