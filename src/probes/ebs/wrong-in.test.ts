import { describe, expect, it } from 'vitest';
import type { VolumeSettings } from '#stores/ebs/volume-settings';
import { documentedPosture } from './posture-of.ts';
import { settingsOff } from './settings-off.ts';
import { wrongIn } from './wrong-in.ts';

const wanted: VolumeSettings = { AvailabilityZone: 'us-west-2a', Size: 1, VolumeType: 'gp3', Iops: 3000, Throughput: 125, Encrypted: true, KmsKeyId: 'arn:key', Tags: [{ Key: 'backup', Value: 'daily' }], Attachment: { InstanceId: 'i-1', Device: '/dev/sdf' } };

describe('a volume that came back', () => {
  it.each([
    ['another zone', { AvailabilityZone: 'us-west-2b' }, /zone us-west-2b/],
    ['another type', { VolumeType: 'gp2' }, /type is gp2/],
    ['too little room', { Size: 0.5 }, /0.5 GiB/],
    ['no encryption', { Encrypted: false }, /not encrypted/],
    ['another key', { KmsKeyId: 'arn:aws-managed' }, /its key is arn:aws-managed/],
  ] as readonly (readonly [string, Partial<VolumeSettings>, RegExp])[])('is wrong with %s', (_, change, why) => {
    expect(wrongIn({ ...wanted, ...change }, wanted).join()).toMatch(why);
  });

  it('is right as documented, and larger too', () => {
    expect(wrongIn({ ...wanted, Size: 2 }, wanted)).toEqual([]);
  });

  it.each([
    ['its tags', { Tags: [] }, /tags is/],
    ['its attachment', { Attachment: null }, /attachedTo is null/],
    ['its throughput', { Throughput: 100 }, /throughput is 100/],
  ] as readonly (readonly [string, Partial<VolumeSettings>, RegExp])[])('lacks %s and is told so', (_, change, why) => {
    expect(settingsOff(documentedPosture({ ...wanted, ...change }), documentedPosture(wanted)).join()).toMatch(why);
  });

  it('may be stronger than documented, and have tags of its own', () => {
    const stronger = { ...wanted, Iops: 6000, Tags: [...wanted.Tags, { Key: 'owner', Value: 'me' }] };
    expect(settingsOff(documentedPosture(stronger), documentedPosture({ ...wanted, Throughput: null }))).toEqual([]);
  });
});
