import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import type { AwsAccess } from '#contract/aws';
import { guardedAgent } from '#targets/guarded-dispatcher';
import { Aimd } from './aimd.ts';
import { DEFAULT_RETRY, jitter } from './backoff.ts';
import type { RetryPolicy } from './backoff.ts';
import { copyMany } from './copy-many.ts';
import { deleteMany } from './delete-many.ts';
import { digestMany } from './digest-many.ts';
import { listInParallel } from './list-parallel.ts';
import { deleteObject, digestObject, getObject, headObject, objectTags, putObject } from './objects.ts';
import { runMany } from './run-many.ts';
import { S3Caller } from './s3-caller.ts';
import type { S3Store } from './s3-store.ts';

export interface OpenS3Options {
  readonly retry?: Partial<RetryPolicy>;
  /** Requests in flight: where it starts and where it ends (64 and 256). */
  readonly startInFlight?: number;
  readonly maxInFlight?: number;
  /** Real milliseconds without an answer, or without a byte of one, after which a request counts as lost (60,000 and 30,000). */
  readonly headersTimeoutMs?: number;
  readonly bodyTimeoutMs?: number;
  /** Where CopyObject ends (5 GB on AWS) and how large the parts of larger copies are. */
  readonly singleCopyBytes?: number;
  readonly partBytes?: number;
}

const GIB = 1_073_741_824;

/** Whoever does not wait for an answer does not ask again for it either. */
const ONCE: Partial<RetryPolicy> = { attempts: 0, throttledAttempts: 0 };

/** Opens the fast data plane for one principal and region. In sandbox mode its sockets reach the sandbox only. Close it when done. */
export function openS3(access: AwsAccess, options: OpenS3Options = {}): S3Store {
  const retry = { ...DEFAULT_RETRY, ...(access.answerMs === undefined ? {} : ONCE), ...options.retry };
  const limiter = new Aimd({ start: options.startInFlight ?? 64, max: options.maxInFlight ?? 256 });
  const origin = access.endpoint ?? new URL(`https://s3.${access.region}.amazonaws.com`);
  const dispatcher = openDispatcher(access, options);
  const caller = new S3Caller({ access, dispatcher, origin, limiter, retry });
  const limits = { singleCopyBytes: options.singleCopyBytes ?? 5 * GIB, partBytes: options.partBytes ?? GIB / 2 };
  const wait = jitter(retry);
  return {
    listVersions: (bucket, how = {}) => listInParallel({ caller, kind: 'versions', bucket, prefix: how.prefix ?? '', signal: how.signal }),
    listObjects: (bucket, how = {}) => listInParallel({ caller, kind: 'objects', bucket, prefix: how.prefix ?? '', signal: how.signal }),
    get: (ref) => getObject(caller, ref),
    digest: (ref) => digestObject(caller, ref),
    head: (ref) => headObject(caller, ref),
    put: (ref, body, how = {}) => putObject(caller, ref, body, how),
    delete: (ref) => deleteObject(caller, ref),
    tags: (ref) => objectTags(caller, ref),
    deleteMany: (bucket, items, how = {}) => deleteMany({ caller, bucket, items, signal: how.signal, wait }),
    copyMany: (items, how = {}) => copyMany({ caller, items, signal: how.signal, ...limits }),
    digestMany: (items, how = {}) => digestMany(caller, items, how.signal),
    putMany: async (items, how = {}) => {
      const outcome = await runMany({ items, limiter, signal: how.signal, work: async (item) => { await putObject(caller, item.ref, item.body, item); return item.body.length; } });
      return { ...outcome, failed: outcome.failed.map((failure) => ({ ...failure, item: failure.item.ref })) };
    },
    close: () => dispatcher.destroy(),
  };
}

function openDispatcher(access: AwsAccess, options: OpenS3Options): Dispatcher {
  const connections = options.maxInFlight ?? 256;
  const limits = { connections, headersTimeout: options.headersTimeoutMs ?? access.answerMs ?? 60_000, bodyTimeout: options.bodyTimeoutMs ?? access.answerMs ?? 30_000 };
  if (access.endpoint !== null) return guardedAgent(access.endpoint, limits);
  return new Agent({ ...limits, pipelining: 1, allowH2: false, connect: { timeout: 10_000 } });
}
