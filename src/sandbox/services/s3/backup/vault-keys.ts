import type { BodyReader } from '../../../blobs/read-blobs.ts';
import { BackupFailure } from '../../../backup-resource.ts';
import { AwsError, type SandboxContext } from '../../../service.ts';
import { storedEncryption } from '../encryption.ts';
import type { S3State } from '../state.ts';
import { blobIds } from '../write-version.ts';
import type { StoredObject } from './listing-parts.ts';

type Parts = Pick<SandboxContext, 'catalogue' | 'keys'>;

/** Where the key of a sealed body can be opened now: in its own head (null), or under the key of a snapshot. */
interface Rewrap {
  readonly from: string | null;
  readonly to: string;
}

interface KeyRow {
  readonly digest: string;
  readonly wrapped: Uint8Array | null;
}

/**
 * Makes the bodies of objects under KMS keys readable with a snapshot's key alone, as AWS Backup re-encrypts what it takes: the key of each body is
 * wrapped anew, once for all snapshots under one key; the bytes stay as they are and cost nothing. Inside a change.
 */
export function wrapKeys(context: Parts, state: S3State, objects: readonly StoredObject[], { from, to }: Rewrap): void {
  const find = keyStatement(context);
  const add = context.catalogue.db.prepare('INSERT INTO s3_vault_key (digest, key, wrapped) VALUES (?, ?, ?)');
  for (const object of objects) {
    if (storedEncryption(object.headers) === null) continue;
    for (const blob of blobIds(object)) {
      const row = find.get(to, blob) as KeyRow | undefined;
      if (row?.wrapped !== null) continue;
      const key = bodyKey(context, state, { object, blob, snapshotKey: from });
      if (key !== null) add.run(row.digest, to, usingKey(to, () => context.keys.seal(to, key)));
    }
  }
}

/** Opens the body of an object as a snapshot holds it, one blob of it or all; needs the snapshot's key and no other. */
export function openStored(context: Parts, state: S3State, { object, blobs, snapshotKey }: { readonly object: StoredObject; readonly blobs: readonly number[]; readonly snapshotKey: string }): BodyReader {
  if (storedEncryption(object.headers) === null) return state.blobs.read(blobs);
  const keys = new Map(blobs.map((blob) => [state.blobs.wrappedKey(blob)?.toString('hex') ?? '', blob]));
  return state.blobs.read(blobs, {
    unwrap: (wrapped) => {
      const key = bodyKey(context, state, { object, blob: keys.get(wrapped.toString('hex')) ?? -1, snapshotKey });
      if (key === null) throw new BackupFailure(`The body of ${object.key} is damaged.`);
      return key;
    },
  });
}

/** Forgets keys of bodies that are not stored any more. Inside a change. */
export function sweepKeys({ db }: Pick<SandboxContext['catalogue'], 'db'>): void {
  db.exec('DELETE FROM s3_vault_key WHERE NOT EXISTS (SELECT 1 FROM blob WHERE blob.digest = s3_vault_key.digest)');
}

/** The key that seals a body; null when its head is damaged. */
function bodyKey(context: Parts, state: S3State, { object, blob, snapshotKey }: { readonly object: StoredObject; readonly blob: number; readonly snapshotKey: string | null }): Buffer | null {
  const row = snapshotKey === null ? undefined : (keyStatement(context).get(snapshotKey, blob) as KeyRow | undefined);
  const wrapped = row?.wrapped ?? null;
  if (snapshotKey !== null && wrapped !== null) return usingKey(snapshotKey, () => context.keys.unseal(snapshotKey, Buffer.from(wrapped)));
  const own = storedEncryption(object.headers)?.keyArn;
  const head = state.blobs.wrappedKey(blob);
  return own === undefined || head === null ? null : usingKey(own, () => context.keys.unseal(own, head));
}

function keyStatement({ catalogue }: Parts): ReturnType<SandboxContext['catalogue']['db']['prepare']> {
  return catalogue.db.prepare('SELECT blob.digest AS digest, wrapped FROM blob LEFT JOIN s3_vault_key ON s3_vault_key.digest = blob.digest AND s3_vault_key.key = ? WHERE blob.id = ?');
}

/** What KMS refuses ends a job, with the key named. */
export function usingKey(keyArn: string, work: () => Buffer): Buffer {
  try {
    return work();
  } catch (error) {
    if (error instanceof AwsError) throw new BackupFailure(`The AWS KMS key ${keyArn} that encrypts the recovery point is not available: ${error.message}`);
    throw error;
  }
}
