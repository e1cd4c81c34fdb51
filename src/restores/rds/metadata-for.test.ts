import { expect, it } from 'vitest';
import { sampleSettings } from '#stores/rds/testing/sample-settings';
import { continuousMetadata, snapshotMetadata } from './metadata-for.ts';

const fetched = { DBSnapshotIdentifier: 'awsbackup:job-1', DBInstanceIdentifier: 'portal-db', DBParameterGroupName: 'default.postgres18', EngineVersion: '18.4', AllocatedStorage: '20', uselatestrestorabletime: 'true' };

it('names the documented groups in the request, since what it does not name comes back as a default', () => {
  const metadata = snapshotMetadata({ fetched, identifier: 'portal-db-restored', wanted: sampleSettings({ VpcSecurityGroupIds: ['sg-1', 'sg-2'] }) });
  expect(metadata).toMatchObject({ DBInstanceIdentifier: 'portal-db-restored', DBParameterGroupName: 'own18', DBSubnetGroupName: 'private', OptionGroupName: 'options', VpcSecurityGroupIds: '["sg-1","sg-2"]', PubliclyAccessible: 'false', AllocatedStorage: '20' });
});

it('leaves out what names the source or a moment, in whatever letters', () => {
  const metadata = snapshotMetadata({ fetched, identifier: 'n', wanted: sampleSettings({ OptionGroupName: null }) });
  expect(Object.keys(metadata).map((key) => key.toLowerCase())).not.toContain('dbsnapshotidentifier');
  expect(Object.keys(metadata).map((key) => key.toLowerCase())).not.toContain('uselatestrestorabletime');
  expect(metadata).not.toHaveProperty('OptionGroupName');
});

it('leaves out the zone that a copy remembers of another region, and keeps one of its own', () => {
  const input = { fetched: { ...fetched, AvailabilityZone: 'us-west-2a' }, identifier: 'n', wanted: sampleSettings() };
  expect(snapshotMetadata({ ...input, region: 'us-east-2' })).not.toHaveProperty('AvailabilityZone');
  expect(snapshotMetadata({ ...input, region: 'us-west-2' })).toHaveProperty('AvailabilityZone', 'us-west-2a');
  expect(snapshotMetadata(input)).toHaveProperty('AvailabilityZone', 'us-west-2a');
});

it('asks a continuous point for its newest moment or for a given one, never for both', () => {
  const input = { fetched, identifier: 'n', wanted: sampleSettings() };
  expect(continuousMetadata(input, null)).toMatchObject({ UseLatestRestorableTime: 'true', Engine: 'postgres' });
  expect(continuousMetadata(input, '2026-11-05T05:10:00Z')).toMatchObject({ RestoreTime: '2026-11-05T05:10:00Z' });
  expect(continuousMetadata(input, '2026-11-05T05:10:00Z')).not.toHaveProperty('UseLatestRestorableTime');
});
