import { describe, expect, it } from 'vitest';
import type { BucketSettings } from '#stores/s3/bucket-settings';
import { renamed } from '#stores/s3/bucket-settings';
import { postureOf } from './posture-of.ts';

const SETTINGS: BucketSettings = {
  bucket: 'portal-data',
  region: 'us-west-2',
  tags: [{ Key: 'b', Value: '2' }, { Key: 'a', Value: '1' }],
  versioning: 'Enabled',
  encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
  publicAccessBlock: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
  ownership: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  policy: { Version: '2012-10-17', Statement: [{ Sid: 'Reads', Effect: 'Allow', Principal: { AWS: ['arn:aws:iam::1:role/x'] }, Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::portal-data', 'arn:aws:s3:::portal-data/*'] }] },
  lifecycle: [{ ID: 'x', Status: 'Enabled', Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }],
  notification: { LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'arn:aws:lambda:us-west-2:1:function:f', Events: ['s3:ObjectCreated:*'] }] },
  replication: { Role: 'arn:aws:iam::1:role/s3-replication', Rules: [{ ID: 'all', Priority: 1, Status: 'Enabled', Filter: { Prefix: '' }, DeleteMarkerReplication: { Status: 'Enabled' }, Destination: { Bucket: 'arn:aws:s3:::elsewhere' } }] },
  logging: { TargetBucket: 'logs', TargetPrefix: 'portal/' },
};

describe('posture of a bucket', () => {
  it('is the same however AWS orders statements, actions, keys and tags, and for lists of one', () => {
    const statement = { Resource: ['arn:aws:s3:::portal-data/*', 'arn:aws:s3:::portal-data'], Action: ['s3:ListBucket', 's3:GetObject'], Principal: { AWS: 'arn:aws:iam::1:role/x' }, Effect: 'Allow', Sid: 'Reads' };
    const same: BucketSettings = { ...SETTINGS, tags: [...SETTINGS.tags].reverse(), policy: { Statement: [statement] }, lifecycle: [{ ID: 'x', Status: 'Enabled', Filter: {}, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }] };
    expect(postureOf(same)).toEqual(postureOf(SETTINGS));
  });

  it('is the same for a bucket that came back under another name', () => {
    expect(postureOf(renamed(SETTINGS, 'portal-data-recovered'))).toEqual(postureOf(SETTINGS));
  });

  it('does not take the name of another bucket for its own', () => {
    const foreign: BucketSettings = { ...SETTINGS, policy: { Statement: [{ Resource: 'arn:aws:s3:::portal-data-copy/*' }] } };
    expect(postureOf(foreign)['policy']).toEqual(['{"Resource":"arn:aws:s3:::portal-data-copy/*"}']);
  });

  it.each([
    ['versioning', { versioning: 'Suspended' }],
    ['encryption.algorithm', { encryption: null }],
    ['publicAccess.blockPolicy', { publicAccessBlock: { BlockPublicAcls: true } }],
    ['ownership', { ownership: null }],
    ['policy', { policy: null }],
    ['lifecycle', { lifecycle: [] }],
    ['notification', { notification: {} }],
    ['replication', { replication: null }],
    ['logging', { logging: null }],
    ['logging', { logging: { TargetBucket: 'logs', TargetPrefix: 'elsewhere/' } }],
    ['tags', { tags: [] }],
    ['location', { region: 'us-east-2' }],
  ] as const)('shows a change of %s', (key, change) => {
    expect(postureOf({ ...SETTINGS, ...change } as BucketSettings)[key]).not.toEqual(postureOf(SETTINGS)[key]);
  });
});
