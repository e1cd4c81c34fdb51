import { createHash } from 'node:crypto';
import { discardStaged, type StagedBody } from '../../../blobs/stage-body.ts';
import type { SandboxContext } from '../../../service.ts';
import { keyWrap, storedEncryption, withEncryption } from '../encryption.ts';
import { etagOf, stageBody } from '../request-body.ts';
import type { S3State } from '../state.ts';
import { blobIds, partsOf } from '../write-version.ts';
import type { StoredObject } from './listing-parts.ts';
import { openStored } from './vault-keys.ts';

/** An object of a snapshot that is ready to be written somewhere. */
export interface RestoredBody {
  readonly object: StoredObject;
  /** Adds the references and gives the object with them. Inside a change. */
  place(): StoredObject;
  /** Nobody wants it. */
  discard(): void;
}

interface Input {
  readonly objects: readonly StoredObject[];
  readonly snapshotKey: string;
  readonly keyFor: (object: StoredObject) => string | null;
}

/** Objects with the encryption they are to have. What stays under its key stays as it is stored; the rest is read and written anew. */
export async function stageBodies(context: SandboxContext, state: S3State, { objects, snapshotKey, keyFor }: Input): Promise<readonly RestoredBody[]> {
  const bodies: RestoredBody[] = [];
  try {
    for (const object of objects) {
      const keyArn = keyFor(object);
      const same = keyArn === (storedEncryption(object.headers)?.keyArn ?? null);
      bodies.push(same ? asStored(state, object) : await anew(context, state, { object, snapshotKey, keyArn }));
    }
    return bodies;
  } catch (error) {
    for (const body of bodies) body.discard();
    throw error;
  }
}

function asStored(state: S3State, object: StoredObject): RestoredBody {
  return {
    object,
    place: () => {
      for (const blob of blobIds(object)) state.blobs.retain(blob);
      return object;
    },
    discard: () => undefined,
  };
}

async function anew(context: SandboxContext, state: S3State, { object, snapshotKey, keyArn }: { readonly object: StoredObject; readonly snapshotKey: string; readonly keyArn: string | null }): Promise<RestoredBody> {
  const encryption = keyArn === null ? null : { keyArn, bucketKey: storedEncryption(object.headers)?.bucketKey ?? false };
  const wrap = encryption && keyWrap(context.keys, encryption);
  const staged: StagedBody[] = [];
  let etag = object.etag;
  for (const blob of blobIds(object)) {
    const md5 = createHash('md5');
    const source = openStored(context, state, { object, blobs: [blob], snapshotKey }).stream();
    staged.push((await stageBody(state, source, { observers: [md5], wrap })).staged);
    if (object.parts === null) etag = etagOf(md5.digest('hex'), wrap);
  }
  return {
    object,
    place: () => withBlobs({ ...object, etag, headers: withEncryption(object.headers, encryption) }, staged.map((one) => state.blobs.place(one))),
    discard: () => { for (const one of staged) discardStaged(one); },
  };
}

function withBlobs(object: StoredObject, blobs: readonly number[]): StoredObject {
  const parts = partsOf(object);
  if (parts === null) return { ...object, blob: blobs[0] ?? object.blob };
  return { ...object, parts: JSON.stringify(parts.map((part, i) => ({ ...part, blob: blobs[i] ?? part.blob }))) };
}
