import { errors } from '../errors.ts';
import type { Checksums } from '../version-rows.ts';
import type { ChecksumAlgorithm, RunningChecksum } from './checksum.ts';
import { CHECKSUM_ALGORITHMS, checksumLength, checksumOf, runningChecksum } from './checksum.ts';

/** What a request says about the checksum of its body; `value` is null when it follows in a trailer or was left to S3. */
export interface AnnouncedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string | null;
  readonly trailing: boolean;
}

/** The header of an algorithm's value. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return HEADERS[algorithm];
}

/** The checksum a body is sent with, or S3's own choice when it is sent with none. Throws InvalidRequest for more than one or a malformed one. */
export function announcedChecksum(headers: Readonly<Record<string, string>>, fallback: ChecksumAlgorithm = 'CRC64NVME'): AnnouncedChecksum {
  let found: AnnouncedChecksum | null = null;
  for (const name in headers) {
    if (!name.startsWith('x-amz-checksum-')) continue;
    const algorithm = BY_HEADER.get(name);
    if (!algorithm) continue;
    if (found) throw errors.invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
    found = { algorithm, value: wellFormed(name, algorithm, headers[name] ?? ''), trailing: false };
  }
  const trailer = BY_HEADER.get((headers['x-amz-trailer'] ?? '').toLowerCase());
  if (found) return found;
  if (headers['x-amz-trailer'] !== undefined && !trailer) throw errors.notImplemented(`x-amz-trailer: ${headers['x-amz-trailer']}`);
  if (trailer) return { algorithm: trailer, value: null, trailing: true };
  return { algorithm: fallback, value: null, trailing: false };
}

/** Verifies a body at hand and gives the checksum to keep. Throws BadDigest. */
export function verifyBytes(bytes: Uint8Array, announced: AnnouncedChecksum, trailers: Readonly<Record<string, string>>): Checksums {
  return kept(announced, checksumOf(announced.algorithm, bytes), trailers);
}

/** Observers of a streamed body: its MD5 and the announced checksum; `finish` verifies. */
export function streamedChecksums(announced: AnnouncedChecksum): { readonly observers: readonly RunningChecksum[]; finish(trailers: Readonly<Record<string, string>>): { readonly md5: Buffer; readonly sums: Checksums } } {
  const md5 = runningChecksum('MD5');
  const running = runningChecksum(announced.algorithm);
  return {
    observers: [md5, running],
    finish: (trailers) => ({ md5: md5.digest(), sums: kept(announced, running.digest().toString('base64'), trailers) }),
  };
}

/** Holds a Content-MD5 header against the body's MD5. Throws InvalidDigest and BadDigest. */
export function verifyContentMd5(header: string | undefined, md5Hex: string): void {
  if (header === undefined) return;
  const sent = Buffer.from(header, 'base64');
  if (sent.length !== 16) throw errors.invalidDigest(header);
  if (sent.toString('hex') !== md5Hex) throw errors.badDigest('Content-MD5');
}

function kept(announced: AnnouncedChecksum, value: string, trailers: Readonly<Record<string, string>>): Checksums {
  const expected = announced.trailing ? trailers[checksumHeader(announced.algorithm)] : announced.value;
  if (announced.trailing && expected === undefined) throw errors.invalidRequest(`The ${checksumHeader(announced.algorithm)} trailer was announced but not sent`);
  if (expected !== null && expected !== undefined && expected !== value) throw errors.badDigest(announced.algorithm);
  return { algorithm: announced.algorithm, value, type: 'FULL_OBJECT' };
}

function wellFormed(name: string, algorithm: ChecksumAlgorithm, value: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value) || Buffer.from(value, 'base64').length !== checksumLength(algorithm)) throw errors.invalidRequest(`Value for ${name} header is invalid.`);
  return value;
}

const HEADERS = Object.fromEntries(CHECKSUM_ALGORITHMS.map((name) => [name, `x-amz-checksum-${name.toLowerCase()}`])) as Readonly<Record<ChecksumAlgorithm, string>>;
const BY_HEADER: ReadonlyMap<string, ChecksumAlgorithm> = new Map(CHECKSUM_ALGORITHMS.map((name) => [HEADERS[name], name]));
