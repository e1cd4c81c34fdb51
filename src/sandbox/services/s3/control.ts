import { buffer } from 'node:stream/consumers';
import { usageError } from '#kit/redrill-error';
import { damageBytes, type Damage } from '../../blobs/damage.ts';
import { stageSealedBytes } from '../../blobs/stage-body.ts';
import type { ControlMethod, SandboxContext } from '../../service.ts';
import { keyWrap, storedEncryption, type Encryption } from './encryption.ts';
import { errors } from './errors.ts';
import { runLifecycle } from './lifecycle/run-lifecycle.ts';
import { stateOf } from './state.ts';
import type { S3State } from './state.ts';
import type { Version } from './version-rows.ts';
import { partsOf } from './write-version.ts';

type Params = Readonly<Record<string, unknown>>;

/**
 * What the control port can ask of S3, below its API:
 * - corrupt-object {bucket, key, versionId?, mode: flip | truncate} -> {versionId}: damages this version's bytes; size, ETag and checksum stay as they were
 * - run-lifecycle {} -> counts: carries out the lifecycle rules now
 * - events-since {seq, limit?} -> {events}: what bucket notifications have delivered after `seq`
 */
export function s3Control(context: SandboxContext): Readonly<Record<string, ControlMethod>> {
  const state = stateOf(context.catalogue);
  return {
    'corrupt-object': (params) => corruptObject(context, state, params),
    'run-lifecycle': () => runLifecycle(state, context.time.nowMicros()),
    'events-since': (params) => ({ events: state.events.since(number(params, 'seq', 0), number(params, 'limit', 1000)) }),
  };
}

function corruptObject(context: SandboxContext, state: S3State, params: Params): { readonly versionId: string } | Promise<{ readonly versionId: string }> {
  const mode = params['mode'];
  if (mode !== 'flip' && mode !== 'truncate') throw usageError('control.bad-params', `corrupt-object: mode must be "flip" or "truncate", not ${JSON.stringify(mode)}`);
  const row = requireRow(state, params);
  if (row.size === 0) throw usageError('control.bad-params', `corrupt-object: ${String(params['bucket'])}/${row.key} is empty, there is nothing to damage`);
  const encryption = storedEncryption(row.headers);
  if (encryption) return corruptSealed(context, state, { row, mode, encryption });
  state.change(() => replaceLastBlob(state, row, (old) => state.blobs.damagedTwin(old, mode)));
  return { versionId: row.version };
}

/** A body under a KMS key is damaged in its plaintext and sealed again: below the seal any damage would only make it unreadable. */
async function corruptSealed({ keys }: SandboxContext, state: S3State, { row, mode, encryption }: { readonly row: Version; readonly mode: Damage; readonly encryption: Encryption }): Promise<{ readonly versionId: string }> {
  const wrap = keyWrap(keys, encryption);
  const plain = await buffer(state.blobs.read([lastBlob(row)], wrap).stream());
  const staged = stageSealedBytes(damageBytes(plain, mode), wrap);
  state.change(() => {
    const now = state.versions.byId(row.bucket, row.key, row.version);
    if (now?.seq !== row.seq) throw errors.noSuchVersion(row.key, row.version);
    replaceLastBlob(state, now, () => state.blobs.place(staged));
  });
  return { versionId: row.version };
}

function requireRow(state: S3State, params: Params): Version {
  const name = String(params['bucket']);
  const key = String(params['key']);
  const bucket = state.buckets.find(name);
  if (!bucket) throw errors.noSuchBucket(name);
  const versionId = params['versionId'];
  const row = typeof versionId === 'string' ? state.versions.byId(bucket.id, key, versionId) : state.versions.current(bucket.id, key);
  if (!row || row.marker === 1) throw typeof versionId === 'string' ? errors.noSuchVersion(key, versionId) : errors.noSuchKey(key);
  return row;
}

/** Gives the version a damaged twin of its bytes (of its last part, where it has parts), so that versions sharing the blob stay sound. */
function replaceLastBlob(state: S3State, row: Version, twinOf: (old: number) => number): void {
  const parts = partsOf(row);
  const last = parts?.at(-1);
  const old = lastBlob(row);
  const twin = twinOf(old);
  if (parts && last) state.versions.setBody(row, { parts: JSON.stringify([...parts.slice(0, -1), { ...last, blob: twin }]) });
  else state.versions.setBody(row, { blob: twin });
  state.blobs.release(old);
}

function lastBlob(row: Version): number {
  const blob = row.blob ?? partsOf(row)?.at(-1)?.blob;
  if (blob === undefined) throw errors.noSuchKey(row.key);
  return blob;
}

function number(params: Params, name: string, fallback: number): number {
  const value = params[name] ?? fallback;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw usageError('control.bad-params', `${name} must be a number of at least 0, not ${JSON.stringify(value)}`);
  return value;
}
