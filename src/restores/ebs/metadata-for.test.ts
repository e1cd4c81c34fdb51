import { expect, it } from 'vitest';
import { volumeMetadata } from './metadata-for.ts';

const settings = { AvailabilityZone: 'us-west-2a', Size: 1, VolumeType: 'gp3', Iops: 3000, Throughput: 125, Encrypted: true, KmsKeyId: 'arn:key', Tags: [], Attachment: null };

it('puts the documented zone, type and key over what the point says, whatever the case of its keys', () => {
  expect(volumeMetadata({ volumeId: 'vol-1', AvailabilityZone: 'us-west-2c', volumeType: 'gp2', temporaryRestoreDays: '3' }, settings)).toEqual({
    volumeId: 'vol-1', availabilityZone: 'us-west-2a', volumeType: 'gp3', volumeSize: '1', encrypted: 'true', kmsKeyId: 'arn:key', iops: '3000', throughput: '125',
  });
});

it('names no performance that the definition leaves open', () => {
  expect(Object.keys(volumeMetadata({}, { ...settings, Iops: null, Throughput: null, Encrypted: false, KmsKeyId: null }))).toEqual(['availabilityZone', 'volumeType', 'volumeSize', 'encrypted']);
});
