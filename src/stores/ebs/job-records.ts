import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { RECORD_BYTES } from './volume-layout.ts';

/** One record of the compute tier: the state of a job. */
export interface JobRecord {
  readonly number: number;
  readonly revision: number;
  readonly writtenMicros: number;
}

const MAGIC = 0x31424a50;
const BODY_AT = 32;

/** The record's bytes; its body follows from the seed, the number and the revision. */
export function encodeRecord(seed: string, { number, revision, writtenMicros }: JobRecord): Buffer {
  const record = Buffer.alloc(RECORD_BYTES);
  record.writeUInt32LE(MAGIC, 0);
  record.writeUInt32LE(number, 8);
  record.writeUInt32LE(revision, 12);
  record.writeBigUInt64LE(BigInt(writtenMicros), 16);
  // SHAKE gives as many bytes as wanted from one name.
  createHash('shake128', { outputLength: RECORD_BYTES - BODY_AT }).update(`${seed}/job/${number}/${revision}`).digest().copy(record, BODY_AT);
  record.writeUInt32LE(crc32(record.subarray(8)), 4);
  return record;
}

/** Reads a record; null for bytes that are no whole record. */
export function decodeRecord(bytes: Buffer): JobRecord | null {
  if (bytes.length < RECORD_BYTES || bytes.readUInt32LE(0) !== MAGIC) return null;
  const record = bytes.subarray(0, RECORD_BYTES);
  if (crc32(record.subarray(8)) !== record.readUInt32LE(4)) return null;
  return { number: record.readUInt32LE(8), revision: record.readUInt32LE(12), writtenMicros: Number(record.readBigUInt64LE(16)) };
}
