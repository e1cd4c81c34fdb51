import { createHash, hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { crc64Nvme } from './crc64-nvme.ts';

/** The additional checksums that objects can carry here. S3's XXHASH family is refused by name. */
export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'SHA512', 'MD5'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** A checksum that grows with the data; `digest` may be read once. */
export interface RunningChecksum {
  update(data: Uint8Array): void;
  digest(): Buffer;
}

/** Checksum of bytes at hand, base64 as in `x-amz-checksum-*`. */
export function checksumOf(algorithm: ChecksumAlgorithm, data: Uint8Array): string {
  const name = hashName(algorithm);
  if (name) return hash(name, data, 'base64');
  const running = runningChecksum(algorithm);
  running.update(data);
  return running.digest().toString('base64');
}

/** Starts a checksum for streamed data. */
export function runningChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'CRC32': return running32((data, value) => crc32(data, value));
    case 'CRC32C': return running32(crc32c);
    case 'CRC64NVME': return running64();
    default: return createHash(hashName(algorithm) ?? 'sha256');
  }
}

/** Bytes of a checksum, for telling a malformed header from a wrong one. */
export function checksumLength(algorithm: ChecksumAlgorithm): number {
  return { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32, SHA512: 64, MD5: 16 }[algorithm];
}

function hashName(algorithm: ChecksumAlgorithm): 'sha1' | 'sha256' | 'sha512' | 'md5' | null {
  switch (algorithm) {
    case 'SHA1': return 'sha1';
    case 'SHA256': return 'sha256';
    case 'SHA512': return 'sha512';
    case 'MD5': return 'md5';
    default: return null;
  }
}

function running32(step: (data: Uint8Array, value: number) => number): RunningChecksum {
  let value = 0;
  return {
    update: (data) => { value = step(data, value); },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes;
    },
  };
}

function running64(): RunningChecksum {
  let value = { high: 0, low: 0 };
  return {
    update: (data) => { value = crc64Nvme(data, value); },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(value.high, 0);
      bytes.writeUInt32BE(value.low, 4);
      return bytes;
    },
  };
}
