import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import type { Reach } from '../regions/is-cut.ts';
import { servedServices } from '../services.ts';
import { reachOf } from './reach-of.ts';

const parts = {
  services: servedServices(),
  bucketRegion: (name: string) => (name === 'west' ? 'us-west-2' : null),
  serviceRegion: (key: string) => (key === 'ASIAENGINE' ? 'us-west-2' : null),
};
const signed = (service: string, region: string, key = 'AKIAUSER'): Readonly<Record<string, string>> => ({ authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260310/${region}/${service}/aws4_request, SignedHeaders=host, Signature=00` });
const reach = (url: string, headers: Readonly<Record<string, string>>): Reach => reachOf({ method: 'GET', url, headers } as unknown as IncomingMessage, parts);

test.each<[string, string, Readonly<Record<string, string>>, Reach]>([
  ['a service is where it was signed for', '/', signed('rds', 'us-east-2'), { regions: ['us-east-2'], from: null }],
  ['a global service is at home whatever was signed', '/', signed('iam', 'us-west-2'), { regions: ['us-east-1'], from: null }],
  ['a bucket is also where it lies', '/west/key', signed('s3', 'us-east-2'), { regions: ['us-east-2', 'us-west-2'], from: null }],
  ['so it is when its name is the host\'s', '/key', { ...signed('s3', 'us-east-2'), host: 'west.s3.localhost:9000' }, { regions: ['us-east-2', 'us-west-2'], from: null }],
  ['a bucket that is not there is where it was signed for', '/none/key', signed('s3', 'us-east-2'), { regions: ['us-east-2'], from: null }],
  ['a presigned URL says it in its query', '/west?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAUSER%2F20260310%2Fus-east-2%2Fs3%2Faws4_request', {}, { regions: ['us-east-2', 'us-west-2'], from: null }],
  ['an unsigned call goes to the bucket', '/west/key', {}, { regions: ['us-west-2', 'us-west-2'], from: null }],
  ['a client says where it is', '/', { ...signed('ssm', 'us-west-2'), 'x-redrill-inside': 'us-west-2' }, { regions: ['us-west-2'], from: { region: 'us-west-2', as: 'client' } }],
  ['a service is known by its key', '/west/key', signed('s3', 'us-west-2', 'ASIAENGINE'), { regions: ['us-west-2', 'us-west-2'], from: { region: 'us-west-2', as: 'service' } }],
  ['what is no request reaches for nothing', 'nonsense', {}, { regions: [], from: null }],
])('%s', (_title, url, headers, expected) => {
  expect(reach(url, headers)).toEqual(expected);
});
