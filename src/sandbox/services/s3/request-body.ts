import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { StagedBody } from '../../blobs/stage-body.ts';
import { discardStaged, stageBytes, stageStream } from '../../blobs/stage-body.ts';
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
  readonly md5: string;
  readonly sums: Checksums;
}

/** Takes a small body from memory. */
export function receiveBytes(call: Call, bytes: Buffer, headers: Readonly<Record<string, string>>, fallback?: ChecksumAlgorithm): ReceivedBody {
  const announced = announcedChecksum(headers, fallback);
  const md5 = hash('md5', bytes, 'hex');
  verifyContentMd5(headers['content-md5'], md5);
  return { staged: stageBytes(bytes), md5, sums: verifyBytes(bytes, announced, call.trailers) };
}

/** Reads a large body into the staging folder. Whoever does not place it must discard it. */
export async function receiveStream(call: Call, state: S3State, headers: Readonly<Record<string, string>>, fallback?: ChecksumAlgorithm): Promise<ReceivedBody> {
  if ((call.contentLength ?? 0) > MAX_PUT_BYTES) throw errors.entityTooLarge(call.contentLength ?? 0, MAX_PUT_BYTES);
  return receive(call, state, { announced: announcedChecksum(headers, fallback), contentMd5: headers['content-md5'] });
}

async function receive(call: Call, state: S3State, expect: { readonly announced: AnnouncedChecksum; readonly contentMd5: string | undefined }): Promise<ReceivedBody> {
  const checks = streamedChecksums(expect.announced);
  const staged = await stageStream(state.blobs.folder, call.stream ?? Readable.from([]), checks.observers);
  try {
    if (staged.sizeBytes > MAX_PUT_BYTES) throw errors.entityTooLarge(staged.sizeBytes, MAX_PUT_BYTES);
    const { md5, sums } = checks.finish(call.trailers);
    verifyContentMd5(expect.contentMd5, md5.toString('hex'));
    return { staged, md5: md5.toString('hex'), sums };
  } catch (error) {
    discardStaged(staged);
    throw error;
  }
}
