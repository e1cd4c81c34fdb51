import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { AwsError, type Call } from '../../service.ts';
import { KMS_OPERATIONS } from '../kms/operations.ts';
import { SSM_OPERATIONS } from './operations.ts';
import { SSM_TABLE } from './state.ts';

type Values = Record<string, unknown>;
let db: DatabaseSync;
let nowMicros = 1_800_000_000_000_000;

beforeEach(() => {
  db = new DatabaseSync(':memory:');
  db.exec(SSM_TABLE);
});

function call(account = '111111111111', region = 'us-west-2'): Call {
  const parts: Partial<Call> = {
    region,
    caller: { account, arn: `arn:aws:iam::${account}:user/x`, userId: 'x', roleArn: null, anonymous: false },
    catalogue: { db, blobFolder: '', transaction: (work) => work(), settled: () => null, flush: () => undefined },
    time: { nowMicros: () => nowMicros, now: () => new Date(nowMicros / 1000), changed: () => undefined },
    authorise: (_action, _arn, owner) => { if (owner.account !== account) throw new AwsError('AccessDenied', 'no', { status: 403 }); },
  };
  return parts as Call;
}

async function run(name: string, input: Values, as: Call = call()): Promise<Values> {
  return ((await SSM_OPERATIONS[name]?.(as, input)) ?? {}) as Values;
}
const put = (Name: string, Value: string, more: Values = {}): Promise<Values> => run('PutParameter', { Name, Value, Type: 'String', ...more });
const code = (error: string): object => expect.objectContaining({ code: error });

describe('parameters', () => {
  test('each overwrite makes a version; a version, a name and an ARN all find it', async () => {
    expect(await put('/portal/bucket', 'one')).toMatchObject({ Version: 1, Tier: 'Standard' });
    nowMicros += 5_000_000;
    expect(await put('/portal/bucket', 'two', { Overwrite: true })).toMatchObject({ Version: 2 });
    expect(await run('GetParameter', { Name: '/portal/bucket' })).toMatchObject({ Parameter: { Value: 'two', Version: 2, LastModifiedDate: new Date(nowMicros / 1000), ARN: 'arn:aws:ssm:us-west-2:111111111111:parameter/portal/bucket' } });
    expect(await run('GetParameter', { Name: '/portal/bucket:1' })).toMatchObject({ Parameter: { Value: 'one', Version: 1, Selector: ':1' } });
    expect(await run('GetParameter', { Name: 'arn:aws:ssm:us-west-2:111111111111:parameter/portal/bucket' })).toMatchObject({ Parameter: { Value: 'two' } });
    await put('plain', 'x');
    expect(await run('GetParameter', { Name: 'arn:aws:ssm:us-west-2:111111111111:parameter/plain' })).toMatchObject({ Parameter: { Name: 'plain' } });
  });

  test('belong to an account and a region', async () => {
    await put('/a', 'here');
    await expect(run('GetParameter', { Name: '/a' }, call('222222222222'))).rejects.toEqual(code('ParameterNotFound'));
    await expect(run('GetParameter', { Name: '/a' }, call('111111111111', 'us-east-2'))).rejects.toEqual(code('ParameterNotFound'));
    await expect(run('GetParameter', { Name: 'arn:aws:ssm:us-west-2:111111111111:parameter/a' }, call('222222222222'))).rejects.toEqual(code('AccessDenied'));
  });

  test.each<[string, Values, string]>([
    ['a name that exists, without Overwrite', { Name: '/there', Value: 'x', Type: 'String' }, 'ParameterAlreadyExists'],
    ['no type for a new one', { Name: '/new', Value: 'x' }, 'ValidationException'],
    ['a key for a plain String', { Name: '/new', Value: 'x', Type: 'String', KeyId: 'alias/aws/ssm' }, 'ValidationException'],
    ['a SecureString under an unknown key', { Name: '/new', Value: 'x', Type: 'SecureString', KeyId: 'alias/nowhere' }, 'InvalidKeyId'],
    ['another type than before', { Name: '/there', Value: 'x', Type: 'StringList', Overwrite: true }, 'HierarchyTypeMismatch'],
    ['more than 4 KB', { Name: '/new', Value: 'x'.repeat(4097), Type: 'String' }, 'ValidationException'],
    ['an empty value', { Name: '/new', Value: '', Type: 'String' }, 'ValidationException'],
    ['a name with a space', { Name: '/a b', Value: 'x', Type: 'String' }, 'ValidationException'],
    ['a hierarchy without a leading slash', { Name: 'a/b', Value: 'x', Type: 'String' }, 'ValidationException'],
    ['a name that begins with aws', { Name: '/aws/x', Value: 'x', Type: 'String' }, 'ValidationException'],
    ['a value outside the allowed pattern', { Name: '/new', Value: 'x', Type: 'String', AllowedPattern: '\\d+' }, 'ParameterPatternMismatchException'],
    ['policies, which are not simulated', { Name: '/new', Value: 'x', Type: 'String', Policies: '[]' }, 'ValidationException'],
  ])('put refuses %s', async (_title, input, expected) => {
    await put('/there', 'x');
    await expect(run('PutParameter', input).then()).rejects.toEqual(code(expected));
  });

  test('by path: one level or all, in pages that neither repeat nor skip', async () => {
    for (let i = 0; i < 25; i += 1) await put(`/p/${String(i).padStart(2, '0')}`, String(i));
    await put('/p/deep/er', 'deep');
    await put('/pp', 'other');
    const names: string[] = [];
    let token: unknown;
    do {
      const page = await run('GetParametersByPath', { Path: '/p', ...(token === undefined ? {} : { NextToken: token }) });
      names.push(...(page['Parameters'] as { Name: string }[]).map(({ Name }) => Name));
      token = page['NextToken'];
    } while (token !== undefined);
    expect(names).toHaveLength(25);
    expect(new Set(names).size).toBe(25);
    expect((await run('DescribeParameters', { MaxResults: 50 }))['Parameters']).toHaveLength(27);
  });

  test('what is deleted is gone, and starts again at version 1', async () => {
    await put('/gone', 'x');
    await put('/gone', 'y', { Overwrite: true });
    await run('DeleteParameter', { Name: '/gone' });
    await expect(run('GetParameter', { Name: '/gone' })).rejects.toEqual(code('ParameterNotFound'));
    await expect(run('DeleteParameter', { Name: '/gone' })).rejects.toEqual(code('ParameterNotFound'));
    expect(await put('/gone', 'z')).toMatchObject({ Version: 1 });
    expect(await run('DeleteParameters', { Names: ['/gone', '/never'] })).toEqual({ DeletedParameters: ['/gone'], InvalidParameters: ['/never'] });
  });

  test('a missing version of a parameter is told apart from a missing parameter', async () => {
    await put('/v', 'x');
    await expect(run('GetParameter', { Name: '/v:9' })).rejects.toEqual(code('ParameterVersionNotFound'));
    expect(await run('GetParameters', { Names: ['/v', '/none', '/v:9'] })).toMatchObject({ Parameters: [{ Name: '/v' }], InvalidParameters: ['/none', '/v:9'] });
  });
});

describe('SecureString', () => {
  const secret = JSON.stringify({ username: 'portal_admin', password: 'correct horse' });
  const context = { PARAMETER_ARN: 'arn:aws:ssm:us-west-2:111111111111:parameter/portal/secret' };
  const kms = async (name: string, input: Values): Promise<Values> => ((await KMS_OPERATIONS[name]?.(call(), input)) ?? {}) as Values;

  test('is answered in the clear only with decryption, by every way of reading, and is not in the catalogue', async () => {
    expect(await put('/portal/secret', secret, { Type: 'SecureString' })).toMatchObject({ Version: 1 });
    const values = async (WithDecryption: boolean): Promise<unknown[]> => [
      ((await run('GetParameter', { Name: '/portal/secret', WithDecryption }))['Parameter'] as Values)['Value'],
      ((await run('GetParameters', { Names: ['/portal/secret'], WithDecryption }))['Parameters'] as Values[])[0]?.['Value'],
      ((await run('GetParametersByPath', { Path: '/portal', WithDecryption }))['Parameters'] as Values[])[0]?.['Value'],
      ((await run('GetParameterHistory', { Name: '/portal/secret', WithDecryption }))['Parameters'] as Values[])[0]?.['Value'],
    ];
    expect(await values(true)).toEqual(Array(4).fill(secret));
    const [ciphertext, ...others] = await values(false);
    expect(others).toEqual(Array(3).fill(ciphertext));
    expect((await kms('Decrypt', { CiphertextBlob: Buffer.from(String(ciphertext), 'base64'), EncryptionContext: context }).catch((error: AwsError) => error.code))).toBe('AccessDeniedException');
    expect(JSON.stringify(db.prepare('SELECT * FROM ssm_parameters').all())).not.toContain('horse');
    expect((await run('DescribeParameters', {}))['Parameters']).toMatchObject([{ Type: 'SecureString', KeyId: 'alias/aws/ssm' }]);
  });

  test('under a key of one\'s own is what KMS itself can decrypt; a disabled key closes it, and an overwrite under another key opens it again', async () => {
    const { Arn } = (await kms('CreateKey', {}))['KeyMetadata'] as { readonly Arn: string };
    await put('/portal/secret', secret, { Type: 'SecureString', KeyId: Arn });
    const { Value } = (await run('GetParameter', { Name: '/portal/secret' }))['Parameter'] as { readonly Value: string };
    expect((await kms('Decrypt', { CiphertextBlob: Buffer.from(Value, 'base64'), EncryptionContext: context }))['Plaintext']).toEqual(Buffer.from(secret));
    await kms('DisableKey', { KeyId: Arn });
    await expect(run('GetParameter', { Name: '/portal/secret', WithDecryption: true })).rejects.toMatchObject({ code: 'InvalidKeyId', message: expect.stringContaining(`${Arn} is disabled.`) as string });
    expect(await run('GetParameter', { Name: '/portal/secret' })).toMatchObject({ Parameter: { Value } });
    await put('/portal/secret', 'new', { Overwrite: true, Type: 'SecureString' });
    expect(await run('GetParameter', { Name: '/portal/secret', WithDecryption: true })).toMatchObject({ Parameter: { Value: 'new', Version: 2 } });
  });
});
