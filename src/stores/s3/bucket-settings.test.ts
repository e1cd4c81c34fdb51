import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseBucketSettings, renamed } from './bucket-settings.ts';

const documented: unknown = JSON.parse(readFileSync(new URL('../../../scenarios/runbooks/portal-data.json', import.meta.url), 'utf8'));

describe('the documented definition of a bucket', () => {
  it('is read whole', () => {
    const settings = parseBucketSettings(documented);
    expect(settings).toMatchObject({ bucket: 'portal-data', versioning: 'Enabled', publicAccessBlock: { BlockPublicAcls: true } });
    expect(settings.tags).toContainEqual({ Key: 'redrill:drillable', Value: 'yes' });
  });

  it('is refused when it holds a setting that nobody would apply', () => {
    expect(() => parseBucketSettings({ ...(documented as object), website: {} })).toThrow(/website/);
  });

  it('follows the bucket to another name inside its policy, and leaves other buckets alone', () => {
    const moved = renamed({ ...parseBucketSettings(documented), policy: { Statement: [{ Resource: ['arn:aws:s3:::portal-data', 'arn:aws:s3:::portal-data/*', 'arn:aws:s3:::portal-data-copy/*'] }] } }, 'elsewhere');
    expect(moved.policy?.Statement[0]).toEqual({ Resource: ['arn:aws:s3:::elsewhere', 'arn:aws:s3:::elsewhere/*', 'arn:aws:s3:::portal-data-copy/*'] });
  });
});
