import { expect, it } from 'vitest';
import { compareSetting } from '#measure/posture';
import { sampleSettings } from '#stores/rds/testing/sample-settings';
import { RDS_COMPARATORS } from './comparators.ts';
import { documentedPosture, postureOf } from './posture-of.ts';
import { settingsOff } from './settings-off.ts';

const state = { parameterStatus: 'in-sync', backedUpBy: ['portal-daily/portal-daily -> portal-daily'] };
const before = postureOf(sampleSettings({ Tags: [{ Key: 'backup', Value: 'daily' }, { Key: 'app', Value: 'portal' }] }), state);

function drift(after: typeof before): readonly string[] {
  return Object.keys(before).filter((key) => compareSetting(before[key], after[key], RDS_COMPARATORS[key] ?? 'equal') === 'drift');
}

it('knows a comparator for each of its keys', () => {
  expect(Object.keys(before).sort()).toEqual(Object.keys(RDS_COMPARATORS).sort());
});

it('sees every default that a restore attaches, parameters that are not in force, and a plan that selects no more', () => {
  const restored = sampleSettings({ DBSubnetGroupName: 'default', DBParameterGroupName: 'default.postgres18', Parameters: {}, OptionGroupName: 'default:postgres-18', VpcSecurityGroupIds: ['sg-default'], PubliclyAccessible: true, StorageEncrypted: false, KmsKeyId: null, BackupRetentionPeriod: 1, CopyTagsToSnapshot: false, Tags: [] });
  expect(drift(postureOf(restored, { parameterStatus: 'pending-reboot', backedUpBy: [] })).toSorted()).toEqual(['backedUpBy', 'backupRetentionDays', 'copyTagsToSnapshot', 'kmsKey', 'optionGroup', 'parameterGroup', 'parameterGroup.status', 'parameters', 'publiclyAccessible', 'securityGroups', 'storageEncrypted', 'subnetGroup', 'tags']);
});

it('takes another name, a minor version and stronger settings for the same instance', () => {
  const restored = sampleSettings({ DBInstanceIdentifier: 'portal-db-restored', EngineVersion: '18.9', DeletionProtection: true, BackupRetentionPeriod: 35, MultiAZ: true, Tags: [{ Key: 'app', Value: 'portal' }, { Key: 'backup', Value: 'daily' }, { Key: 'x', Value: 'y' }] });
  expect(drift(postureOf(restored, state))).toEqual([]);
  expect(settingsOff(documentedPosture(restored), documentedPosture(sampleSettings({ EngineVersion: '18' })))).toEqual([]);
});

it('tells in words what is weaker than documented', () => {
  const off = settingsOff(documentedPosture(sampleSettings({ BackupRetentionPeriod: 1, Tags: [] })), documentedPosture(sampleSettings()));
  expect(off).toEqual(['backupRetentionDays is 1, documented 7', 'tags is [], documented ["backup=daily"]']);
});
