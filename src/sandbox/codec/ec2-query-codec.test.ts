import { describe, expect, test } from 'vitest';
import { AwsError } from '../service.ts';
import { loadCodec } from './load-codec.ts';
import { readSchemaText } from './schema-text.ts';
import type { WireRequest } from './service-codec.ts';
import { errorWriter } from './write-error.ts';

const form = (body: string): WireRequest => ({ method: 'POST', rawPath: '/', rawQuery: '', headers: {}, body: Buffer.from(body), stream: () => null });

describe('ec2Query', () => {
  test('lists are flat, keys are capitalised and ec2QueryName wins', async () => {
    const codec = await loadCodec('ec2');
    const request = form('Action=CreateVolume&Version=2016-11-15&AvailabilityZone=us-west-2a&Encrypted=true&Size=8&TagSpecification.1.ResourceType=volume&TagSpecification.1.Tag.1.Key=a&TagSpecification.1.Tag.1.Value=b&TagSpecification.1.Tag.2.Key=c&TagSpecification.1.Tag.10.Key=last');
    const route = codec.route(request);
    expect(route?.operation).toBe('CreateVolume');
    expect(await codec.decode(route ?? { operation: '', labels: {} }, request)).toEqual({
      AvailabilityZone: 'us-west-2a', Encrypted: true, Size: 8, TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: 'b' }, { Key: 'c' }, { Key: 'last' }] }],
    });
  });

  test('answers have no result wrapper, lists have items, and an operation without output says return true', async () => {
    const codec = await loadCodec('ec2');
    expect(String(codec.encode('DescribeVolumes', { Volumes: [{ VolumeId: 'vol-1', Tags: [{ Key: 'a', Value: '<b>' }] }] }, 'id').body)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<DescribeVolumesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>id</requestId><volumeSet><item><tagSet><item><key>a</key><value>&lt;b&gt;</value></item></tagSet><volumeId>vol-1</volumeId></item></volumeSet></DescribeVolumesResponse>',
    );
    expect(String(codec.encode('DeleteVolume', {}, 'id').body)).toContain('<requestId>id</requestId><return>true</return></DeleteVolumeResponse>');
  });

  test('an action that EC2 does not have is known as such, another version is refused, and errors are worded as EC2 does', async () => {
    const codec = await loadCodec('ec2');
    expect([codec.route(form('Action=CreateVolumes')), codec.operations.length]).toEqual([null, 823]);
    expect(() => codec.route(form('Version=2016-11-15'))).toThrow(expect.objectContaining({ code: 'MissingAction' }));
    expect(() => codec.route(form('Action=CreateVolume&Version=2014-01-01'))).toThrow(expect.objectContaining({ code: 'NoSuchVersion' }));
    const write = errorWriter('ec2Query', '');
    expect(write(new AwsError('InvalidVolume.NotFound', "The volume '<x>' does not exist."), 'id')).toMatchObject({ status: 400, body: '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>InvalidVolume.NotFound</Code><Message>The volume \'&lt;x&gt;\' does not exist.</Message></Error></Errors><RequestID>id</RequestID></Response>' });
    expect(write(new AwsError('AccessDenied', 'no', { status: 403 }), 'id')).toMatchObject({ status: 403, body: expect.stringContaining('<Code>UnauthorizedOperation</Code><Message>no</Message>') as string });
    expect(write(new AwsError('SignatureDoesNotMatch', 'long', { status: 403 }), 'id')).toMatchObject({ status: 401, body: expect.stringContaining('AuthFailure') as string });
  });
});

describe('schemas read from the text of a client', () => {
  const text = [
    'const _A = "Alpha";', 'const _AI = "AlphaInput";', 'const _K = "kind";', 'const n0 = "com.x";', 'var __Unit = "unit";',
    'export var AlphaInput$ = [3, n0, _AI,\n    0,\n    [_K, _A],\n    [[64 | 0, { [_A]: `ü` }], () => Loop], 1\n];',
    'var Loop = [1, n0, _A,\n    0, [() => AlphaInput$,\n        0]\n];',
    'export var Alpha$ = [9, n0, _A,\n    0, () => AlphaInput$, () => __Unit\n];',
    'export var Broken$ = [9, n0, _K,\n    0, () => Missing$, () => __Unit\n];',
  ].join('\n');

  test('an operation is put together from what it refers to, also in circles; what is not asked for is not looked at', () => {
    const source = readSchemaText(text);
    expect(source.names).toEqual(['Alpha', 'kind']);
    const alpha = source.find('Alpha');
    expect([alpha?.namespace, alpha?.output.isUnitSchema(), [...alpha?.input.structIterator() ?? []].map(([name]) => name)]).toEqual(['com.x', true, ['kind', 'Alpha']]);
    expect(source.find('Alpha')).toBe(alpha);
    expect(source.find('Beta')).toBeNull();
  });

  test('a file of another form is refused with the place, never read wrongly', () => {
    expect(() => readSchemaText('const _A = "A";\nexport var A$ = [9, n0, _A,\n 0, 0, 0];').find('A')).toThrow('defines no n0');
    expect(() => readSchemaText('const n0 = "x";\nconst _A = "A";\nexport var A$ = [9, n0, _A, { ...n0 }, 0, 0];').find('A')).toThrow('is not of the known form at "...n0 }');
  });
});
