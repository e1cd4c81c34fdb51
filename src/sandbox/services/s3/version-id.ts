import { randomBytes } from 'node:crypto';

/** A version id of 32 characters as S3 makes them; it hides the version's sequence number, so that a version is found without walking its chain. */
export function makeVersionId(seq: number): string {
  const bytes = randomBytes(24);
  bytes.writeUIntBE(seq, 18, 6);
  mask(bytes);
  return bytes.toString('base64url').replaceAll('-', '.');
}

/** The sequence number inside a version id, or null for text that S3 would not take for one. */
export function seqOfVersionId(versionId: string): number | null {
  if (!/^[\w.]{32}$/.test(versionId)) return null;
  const bytes = Buffer.from(versionId.replaceAll('.', '-'), 'base64url');
  mask(bytes);
  return bytes.readUIntBE(18, 6);
}

/** Mixes the number's six bytes with the random ones before them; doing it twice gives the number back. */
function mask(bytes: Buffer): void {
  for (let at = 0; at < 6; at += 1) {
    const noise = bytes.readUInt8(at) * 167 + bytes.readUInt8(at + 6) * 13 + bytes.readUInt8(at + 12);
    bytes.writeUInt8(bytes.readUInt8(18 + at) ^ (noise & 0xff), 18 + at);
  }
}
