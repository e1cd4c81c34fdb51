import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { randomToken } from '#kit/ids';
import type { ByteObserver, StagedBody } from '../../blobs/stage-body.ts';
import type { BodyKeyWrap } from '../../blobs/sealed-body.ts';
import { discardStaged, stageBytes, stageSealedBytes, stageSealedStream, stageStream } from '../../blobs/stage-body.ts';
import type { Call } from '../../service.ts';
import type { ChecksumAlgorithm } from './checksums/checksum.ts';
import type { AnnouncedChecksum } from './checksums/request-checksum.ts';
import { announcedChecksum, streamedChecksums, verifyBytes, verifyContentMd5 } from './checksums/request-checksum.ts';
import { errors } from './errors.ts';
import type { S3State } from './state.ts';
import type { Checksums } from './version-rows.ts';

/** The largest body of one PUT and of one part. */
const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** A request's body, read in full, verified, and not yet part of anything. */
export interface ReceivedBody {
  readonly staged: StagedBody;
  /** Length of the plaintext. */
  readonly sizeBytes: number;
  /** MD5 of the body, or for one under a KMS key a text that says nothing of it, as on S3. */
  readonly etag: string;
  readonly sums: Checksums;
}

/** What a body is held against, and how it is kept. */
export interface BodyTerms {
  readonly headers: Readonly<Record<string, string>>;
  /** Checksum that is made when none is announced. */
  readonly fallback?: ChecksumAlgorithm;
  /** Null: kept as it is. */
  readonly wrap: BodyKeyWrap | null;
}

/** Takes a small body from memory. */
export function receiveBytes(call: Pick<Call, 'trailers'>, bytes: Buffer, { headers, fallback, wrap }: BodyTerms): ReceivedBody {
  const announced = announcedChecksum(headers, fallback);
  const md5 = hash('md5', bytes, 'hex');
  verifyContentMd5(headers['content-md5'], md5);
  const sums = verifyBytes(bytes, announced, call.trailers);
  return { staged: wrap ? stageSealedBytes(bytes, wrap) : stageBytes(bytes), sizeBytes: bytes.length, etag: etagOf(md5, wrap), sums };
}

/** Reads a large body into the staging folder. Whoever does not place it must discard it. */
export async function receiveStream(call: Call, state: S3State, { headers, fallback, wrap }: BodyTerms): Promise<ReceivedBody> {
  if ((call.contentLength ?? 0) > MAX_PUT_BYTES) throw errors.entityTooLarge(call.contentLength ?? 0, MAX_PUT_BYTES);
  return receive(call, state, { announced: announcedChecksum(headers, fallback), contentMd5: headers['content-md5'], wrap });
}

async function receive(call: Call, state: S3State, expect: { readonly announced: AnnouncedChecksum; readonly contentMd5: string | undefined; readonly wrap: BodyKeyWrap | null }): Promise<ReceivedBody> {
  const checks = streamedChecksums(expect.announced);
  const { staged, plainBytes } = await stageBody(state, call.stream ?? Readable.from([]), { observers: checks.observers, wrap: expect.wrap });
  try {
    if (plainBytes > MAX_PUT_BYTES) throw errors.entityTooLarge(plainBytes, MAX_PUT_BYTES);
    const { md5, sums } = checks.finish(call.trailers);
    verifyContentMd5(expect.contentMd5, md5.toString('hex'));
    return { staged, sizeBytes: plainBytes, etag: etagOf(md5.toString('hex'), expect.wrap), sums };
  } catch (error) {
    discardStaged(staged);
    throw error;
  }
}

/** Reads a body into the staging folder, sealed where there is a key. */
export async function stageBody(state: S3State, source: AsyncIterable<Uint8Array>, { observers, wrap }: { readonly observers: readonly ByteObserver[]; readonly wrap: BodyKeyWrap | null }): Promise<{ readonly staged: StagedBody; readonly plainBytes: number }> {
  if (wrap) return stageSealedStream(state.blobs.folder, source, { observers, wrap });
  const staged = await stageStream(state.blobs.folder, source, observers);
  return { staged, plainBytes: staged.sizeBytes };
}

/** An ETag of bytes with this MD5. */
export function etagOf(md5: string, wrap: BodyKeyWrap | null): string {
  return wrap ? randomToken(16) : md5;
}
