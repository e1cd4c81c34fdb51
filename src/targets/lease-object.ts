import type { AwsAccess } from '#contract/aws';
import { RedrillError, refusal } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { s3Client } from './clients.ts';

export interface LeaseRecord {
  readonly runId: string;
  readonly token: string;
  /** Drill time, ISO 8601 UTC. */
  readonly takenAt: string;
  readonly until: string;
  readonly released: boolean;
}

/** One object with conditional writes. */
export interface LeaseObject {
  read(): Promise<{ readonly record: LeaseRecord; readonly etag: string } | null>;
  /** Creates it (etag null) or replaces exactly that state; false when somebody else was faster. */
  write(record: LeaseRecord, etag: string | null): Promise<boolean>;
}

const KEY = 'redrill/lease.json';
const LOST_RACES = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

/** The lease as an S3 object of the target account. */
export function leaseObject(access: () => AwsAccess, bucket: string): LeaseObject {
  const at = { Bucket: bucket, Key: KEY };
  return {
    read: () => withClient(access(), bucket, async (client) => {
      try {
        const { GetObjectCommand } = await import('@aws-sdk/client-s3');
        const { Body, ETag } = await client.send(new GetObjectCommand(at));
        const text = (await Body?.transformToString()) ?? '';
        return { record: parseLease(text, bucket), etag: ETag ?? '' };
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return null;
        throw error;
      }
    }),
    write: (record, etag) => withClient(access(), bucket, async (client) => {
      try {
        const { PutObjectCommand } = await import('@aws-sdk/client-s3');
        await client.send(new PutObjectCommand({ ...at, Body: JSON.stringify(record), ContentType: 'application/json', ...(etag === null ? { IfNoneMatch: '*' } : { IfMatch: etag }) }));
        return true;
      } catch (error) {
        // 404: the object to replace is gone; like a lost race, the caller looks again.
        if (LOST_RACES.has((error as Error).name) || (etag !== null && (error as Error).name === 'NoSuchKey')) return false;
        throw error;
      }
    }),
  };
}

/** Reads a lease; one that cannot be understood is held by nobody knows whom, and refuses. */
export function parseLease(text: string, bucket: string): LeaseRecord {
  try {
    const { runId, token, takenAt, until, released } = JSON.parse(text) as Partial<LeaseRecord>;
    if (typeof runId !== 'string' || typeof token !== 'string' || typeof takenAt !== 'string' || typeof until !== 'string' || typeof released !== 'boolean') throw new TypeError('a field is missing');
    microsOf(until);
    return { runId, token, takenAt, until, released };
  } catch (error) {
    throw refusal('lease.unreadable', `the lease s3://${bucket}/${KEY} cannot be read (${(error as Error).message}): make sure that no drill is running, then delete that object`, error);
  }
}

async function withClient<T>(access: AwsAccess, bucket: string, work: (client: ReturnType<typeof s3Client>) => Promise<T>): Promise<T> {
  const client = s3Client(access);
  try {
    return await work(client);
  } catch (error) {
    if (error instanceof RedrillError) throw error;
    const { name, message } = error as Error;
    throw new RedrillError('lease.unreachable', `the lease in bucket ${bucket} cannot be read or written: ${name}: ${message}`, { actor: 'platform', exitCode: 5, cause: error });
  } finally {
    client.destroy();
  }
}
