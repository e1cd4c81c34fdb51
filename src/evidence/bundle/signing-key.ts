import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ioReason } from '#kit/io-reason';
import { makeFolder } from '#kit/make-folder';
import { RedrillError, usageError } from '#kit/redrill-error';
import { fingerprintOf, pemOf } from './fingerprint.ts';

/** The key that signs checkpoints and bundles. The private half never leaves its file. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** The public half as PEM, which goes into every bundle. */
  readonly publicPem: string;
  readonly fingerprint: string;
}

/** Makes a new ed25519 key in a file that only its owner may read. Refuses to replace one. */
export function createSigningKey(file: string): SigningKey {
  makeFolder(dirname(file), 0o700);
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw usageError('keys.exists', `${file} holds a key already: what it signed could no longer be checked by its fingerprint alone. Use it ("redrill keys show"), or move it away first.`, cause);
    throw new RedrillError('keys.unwritable', `${file} could not be written: ${ioReason(cause) ?? (cause as Error).message}`, { cause });
  }
  return signingKeyOf(privateKey);
}

/** The key of a file; null when there is none. Refuses one that others may read. */
export function readSigningKey(file: string): SigningKey | null {
  const text = readKeyFile(file);
  if (text === null) return null;
  const mode = statSync(file).mode & 0o077;
  if (mode !== 0) throw usageError('keys.mode', `${file} may be read or written by others (mode ${(statSync(file).mode & 0o777).toString(8)}): they could sign in your name. Run "chmod 600 ${file}", or make a new key if they may have read it.`);
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType !== 'ed25519') throw new TypeError(`it is a key of type ${String(key.asymmetricKeyType)}`);
    return signingKeyOf(key);
  } catch (cause) {
    throw usageError('keys.unreadable', `${file} holds no ed25519 private key (${(cause as Error).message}): expected what "redrill keys create" writes.`, cause);
  }
}

function readKeyFile(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw usageError('keys.unreadable', `${file} cannot be read: ${ioReason(cause) ?? (cause as Error).message}`, cause);
  }
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicPem: pemOf(publicKey), fingerprint: fingerprintOf(publicKey) };
}
