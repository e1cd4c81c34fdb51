import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { randomToken } from '#kit/ids';

const MAGIC = 0x3f_d7_6c_17;
const NAME = 'opensearch.keystore';
const FORMAT = 4;

/**
 * Writes a node's keystore, which holds the secrets that its settings may not name. OpenSearch's own tool needs three seconds of Java for
 * each secret; this is the same file: Lucene's codec frame around AES-GCM under a key from the empty password (KeyStoreWrapper, format 4).
 */
export function writeKeystore(file: string, secrets: Readonly<Record<string, string>>): void {
  const [salt, iv] = [randomBytes(64), randomBytes(12)];
  const cipher = createCipheriv('aes-128-gcm', pbkdf2Sync('', salt, 10_000, 16, 'sha512'), iv);
  cipher.setAAD(salt);
  // each keystore has a seed, which the server asks for at its start
  const sealed = Buffer.concat([cipher.update(entries({ ...secrets, 'keystore.seed': randomToken(10) })), cipher.final(), cipher.getAuthTag()]);
  const parts = [salt, iv, sealed].flatMap((part) => [int(part.length), part]);
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const body = Buffer.concat([int(MAGIC), Buffer.of(NAME.length), Buffer.from(NAME), int(FORMAT), Buffer.of(0), int(size), ...parts, int(~MAGIC), int(0)]);
  writeFileSync(file, Buffer.concat([body, int(0), int(crc32(body))]), { mode: 0o600 });
}

function entries(secrets: Readonly<Record<string, string>>): Buffer {
  const all = Object.entries(secrets);
  return Buffer.concat([int(all.length), ...all.flatMap(([name, secret]) => {
    const [key, value] = [Buffer.from(name), Buffer.from(secret)];
    const length = Buffer.alloc(2);
    length.writeUInt16BE(key.length);
    return [length, key, int(value.length), value];
  })]);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
