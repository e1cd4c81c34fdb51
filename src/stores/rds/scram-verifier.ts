import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const ITERATIONS = 4096;
const SALT_BYTES = 16;
const derive = promisify(pbkdf2);

/**
 * What PostgreSQL keeps of a password (SCRAM-SHA-256, https://www.postgresql.org/docs/18/catalog-pg-authid.html). A server that is given it
 * takes it as it is, so the password itself never gets into a statement, and so into no log.
 */
export async function scramVerifier(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const salted = await derive(prepared(password), salt, ITERATIONS, 32, 'sha256');
  const storedKey = createHash('sha256').update(keyed(salted, 'Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${keyed(salted, 'Server Key').toString('base64')}`;
}

function keyed(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Characters that SASLprep takes for a space, and those that it drops (RFC 3454, C.1.2 and B.1); plain ASCII stays as it is. */
const SPACES = /[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/gu;
const DROPPED = /\u00AD|\u034F|\u1806|[\u180B-\u180D]|\u200C|\u200D|\u2060|[\uFE00-\uFE0F]|\uFEFF/gu;

function prepared(password: string): string {
  return password.replaceAll(SPACES, ' ').replaceAll(DROPPED, '').normalize('NFKC');
}
