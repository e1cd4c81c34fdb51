import type { ChecksumAlgorithm } from './checksum.ts';

const POLYNOMIALS: Readonly<Partial<Record<ChecksumAlgorithm, { readonly bits: bigint; readonly polynomial: bigint }>>> = {
  CRC32: { bits: 32n, polynomial: 0xedb88320n },
  CRC32C: { bits: 32n, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
};

/**
 * The CRC of a whole from the CRCs (base64) and sizes of its parts, without reading the bytes again; null for hashes, which cannot be combined.
 * Multiplies by x^(8n) modulo the reflected polynomial, as zlib's crc32_combine does.
 */
export function combineCrc(algorithm: ChecksumAlgorithm, parts: readonly { readonly value: string; readonly size: number }[]): string | null {
  const field = POLYNOMIALS[algorithm];
  if (!field) return null;
  const one = 1n << (field.bits - 1n);
  const powers = new Map<number, bigint>();
  let crc = 0n;
  for (const part of parts) {
    const shift = powers.get(part.size) ?? powerOfX(part.size, one, field.polynomial);
    powers.set(part.size, shift);
    crc = multiply(shift, crc, one, field.polynomial) ^ BigInt(`0x${Buffer.from(part.value, 'base64').toString('hex')}`);
  }
  return Buffer.from(crc.toString(16).padStart(Number(field.bits / 4n), '0'), 'hex').toString('base64');
}

function multiply(a: bigint, b: bigint, one: bigint, polynomial: bigint): bigint {
  let product = 0n;
  let shifted = b;
  for (let bit = one; bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
  }
  return product;
}

/** x^(8 * bytes) by repeated squaring. */
function powerOfX(bytes: number, one: bigint, polynomial: bigint): bigint {
  let result = one;
  let square = one >> 1n;
  for (let left = BigInt(bytes) * 8n; left > 0n; left >>= 1n) {
    if (left & 1n) result = multiply(square, result, one, polynomial);
    square = multiply(square, square, one, polynomial);
  }
  return result;
}
