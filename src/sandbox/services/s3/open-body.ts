import type { BodyReader } from '../../blobs/read-blobs.ts';
import type { KeyRing } from '../../service.ts';
import { keyWrap, storedEncryption } from './encryption.ts';
import type { S3State } from './state.ts';
import type { Version } from './version-rows.ts';
import { blobIds } from './write-version.ts';

/** Opens the bytes of a version as they were put; those under a KMS key are decrypted while they are read, and only when the key can be used. */
export function openBody({ keys }: { readonly keys: KeyRing }, state: S3State, row: Pick<Version, 'blob' | 'parts' | 'headers'>): BodyReader {
  const encryption = storedEncryption(row.headers);
  return state.blobs.read(blobIds(row), encryption && keyWrap(keys, encryption));
}
