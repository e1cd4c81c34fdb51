import { expect, it } from 'vitest';
import { instanceChanges, missingTags } from './instance-changes.ts';
import { sampleSettings } from './testing/sample-settings.ts';

it('changes nothing on an instance that is as documented, in whatever order lists come', () => {
  const groups = ['sg-1', 'sg-2'];
  expect(instanceChanges(sampleSettings({ VpcSecurityGroupIds: groups }), sampleSettings({ VpcSecurityGroupIds: [...groups].reverse() }))).toBeNull();
});

it('puts back what a restore attaches as defaults', () => {
  const restored = sampleSettings({ DBParameterGroupName: 'default.postgres18', OptionGroupName: 'default:postgres-18', VpcSecurityGroupIds: ['sg-default'], PubliclyAccessible: true, BackupRetentionPeriod: 1, CopyTagsToSnapshot: false, Tags: [] });
  const wanted = sampleSettings({ DeletionProtection: true });
  expect(instanceChanges(restored, wanted)).toEqual({ DBParameterGroupName: 'own18', OptionGroupName: 'options', VpcSecurityGroupIds: ['sg-1'], PubliclyAccessible: false, BackupRetentionPeriod: 7, CopyTagsToSnapshot: true, DeletionProtection: true });
  expect(missingTags(restored, wanted)).toEqual([{ Key: 'backup', Value: 'daily' }]);
});

it('never weakens what is stronger than documented', () => {
  const stronger = sampleSettings({ MultiAZ: true, DeletionProtection: true, BackupRetentionPeriod: 35, Tags: [{ Key: 'backup', Value: 'daily' }, { Key: 'more', Value: 'x' }] });
  expect(instanceChanges(stronger, sampleSettings())).toBeNull();
  expect(missingTags(stronger, sampleSettings())).toEqual([]);
});
