import type { S3Client } from '@aws-sdk/client-s3';
import { dateOfMicros } from '#kit/dates';
import { RedrillError } from '#kit/redrill-error';
import { realNowMs } from '#kit/time';
import { NEW } from '#programme/home/home-bucket';
import type { HomeBucket } from '#programme/home/home-bucket';

type Env = Readonly<Record<string, string | undefined>>;

/** S3 says so when a condition does not hold, when two writers met, and when the object to replace is gone. */
const LOST = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey']);
const ABSENT = new Set(['NoSuchKey', 'NotFound']);

export interface S3Home {
  readonly bucket: HomeBucket;
  close(): void;
}

/**
 * Results in S3, reached as any AWS tool would (environment, profile, role of the machine). This is no target of drills: nothing here is ever broken.
 * Where Object Lock is on and keeps nothing by itself, evidence is retained for `retentionSeconds`.
 */
export async function openS3Home(place: string, { env, retentionSeconds }: { readonly env: Env; readonly retentionSeconds: number }): Promise<S3Home> {
  const sdk = await import('@aws-sdk/client-s3');
  const [name = '', ...rest] = place.replace('s3://', '').split('/');
  const prefix = rest.filter((part) => part !== '').map((part) => `${part}/`).join('');
  const client = new sdk.S3Client({ ...(env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'] ? { forcePathStyle: true } : {}), maxAttempts: 4 });
  const ask = <T>(what: string, work: () => Promise<T>): Promise<T> => work().catch((error: Error) => {
    throw new RedrillError('home.unreachable', `${place}: ${what} failed: ${error.name}: ${error.message}. Mend that, or drill without a home; what lies here stays.`, { exitCode: 70, cause: error });
  });
  const retain = await ask('reading its Object Lock settings', () => mustRetain(sdk, client, name)).catch((error: unknown) => { client.destroy(); throw error; });
  const kept = (): object => (retain ? { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: dateOfMicros((realNowMs() + retentionSeconds * 1000) * 1000) } : {});
  const read = async (key: string): Promise<{ readonly bytes: Uint8Array; readonly etag: string } | null> => ask(`reading ${key}`, async () => {
    try {
      const { Body, ETag } = await client.send(new sdk.GetObjectCommand({ Bucket: name, Key: prefix + key }));
      return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), etag: ETag ?? '' };
    } catch (error) {
      if (ABSENT.has((error as Error).name)) return null;
      throw error;
    }
  });
  const bucket: HomeBucket = {
    place,
    get: async (key) => { const found = await read(key); return found === null ? null : { text: Buffer.from(found.bytes).toString('utf8'), etag: found.etag }; },
    bytes: async (key) => (await read(key))?.bytes ?? null,
    put: (key, body, { only, keep }) => ask(`writing ${key}`, async () => {
      try {
        const { ETag } = await client.send(new sdk.PutObjectCommand({ Bucket: name, Key: prefix + key, Body: body, ...(only === undefined ? {} : only === NEW ? { IfNoneMatch: '*' } : { IfMatch: only }), ...(keep ? kept() : {}) }));
        return ETag ?? '';
      } catch (error) {
        if (only !== undefined && LOST.has((error as Error).name)) return null;
        throw error;
      }
    }),
    list: () => ask('listing it', async () => {
      const found = new Map<string, string>();
      for await (const page of sdk.paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix })) for (const { Key, ETag } of page.Contents ?? []) if (Key !== undefined) found.set(Key.slice(prefix.length), (ETag ?? '').replaceAll('"', ''));
      return found;
    }),
  };
  return { bucket, close: () => client.destroy() };
}

/** Only where Object Lock is on without a default: a default retains by itself, and where nobody may look nothing is asked for. */
async function mustRetain(sdk: typeof import('@aws-sdk/client-s3'), client: S3Client, bucket: string): Promise<boolean> {
  try {
    const { ObjectLockConfiguration: lock } = await client.send(new sdk.GetObjectLockConfigurationCommand({ Bucket: bucket }));
    return lock?.ObjectLockEnabled === 'Enabled' && lock.Rule?.DefaultRetention === undefined;
  } catch (error) {
    if (['ObjectLockConfigurationNotFoundError', 'AccessDenied'].includes((error as Error).name)) return false;
    throw error;
  }
}
