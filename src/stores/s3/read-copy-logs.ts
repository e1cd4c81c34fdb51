import { microsOf } from '#kit/time';
import { parseCopyLog } from './copy-log.ts';
import type { CopyLog } from './copy-log.ts';
import type { S3Store } from './s3-store.ts';

export interface LoggedCopy {
  readonly key: string;
  readonly log: CopyLog;
}

/** Every logged copy, oldest first. Entries that cannot be read are counted: a list with gaps may not be called complete. */
export async function readCopyLogs(store: S3Store, bucket: string, prefix: string): Promise<{ readonly copies: readonly LoggedCopy[]; readonly unreadable: number }> {
  const copies: LoggedCopy[] = [];
  let unreadable = 0;
  for await (const page of store.listObjects(bucket, { prefix })) {
    for (const { key } of page) {
      const log = parseCopyLog((await store.get({ bucket, key })).body.toString('utf8'));
      if (log === null) unreadable += 1;
      else copies.push({ key, log });
    }
  }
  return { copies: copies.sort((a, b) => microsOf(a.log.startedAt) - microsOf(b.log.startedAt)), unreadable };
}
