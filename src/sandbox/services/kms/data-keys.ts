import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { StatementSync } from 'node:sqlite';
import { randomToken } from '#kit/ids';
import type { Catalogue } from '../../service.ts';
import { decryptUnder, encryptUnder, parseCiphertext } from './ciphertext.ts';
import { errors } from './errors.ts';
import type { KeyRow, KeyRows } from './key-rows.ts';

interface DataKeyRow {
  readonly id: string;
  readonly key: string;
  readonly wrapped: Uint8Array;
}

const MAGIC = Buffer.from('RDSEAL\u0001', 'latin1');
const ID_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = MAGIC.length + ID_BYTES + NONCE_BYTES + TAG_BYTES;
const REMEMBERED = 1000;

/**
 * Envelope encryption for the other services: one data key for each key's material, wrapped in the catalogue and unwrapped in memory.
 * The row is looked up each time, so a data key whose transaction was undone is never used again.
 */
export class DataKeys {
  private readonly catalogue: Catalogue;
  private readonly keys: KeyRows;
  private readonly sql: Record<'current' | 'byId' | 'add', StatementSync>;
  private readonly unwrapped = new Map<string, KeyObject>();

  constructor(catalogue: Catalogue, keys: KeyRows) {
    this.catalogue = catalogue;
    this.keys = keys;
    this.sql = {
      current: catalogue.db.prepare('SELECT id, key, wrapped FROM kms_data_key WHERE key = ? AND backing = ?'),
      byId: catalogue.db.prepare('SELECT id, key, wrapped FROM kms_data_key WHERE id = ?'),
      add: catalogue.db.prepare('INSERT INTO kms_data_key (id, key, backing, wrapped) VALUES (?, ?, ?, ?)'),
    };
  }

  seal(key: KeyRow, plain: Uint8Array): Buffer {
    const row = this.current(key);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.unwrap(key, row), nonce);
    const body = [cipher.update(plain), cipher.final()];
    return Buffer.concat([MAGIC, Buffer.from(row.id, 'hex'), nonce, cipher.getAuthTag(), ...body]);
  }

  /** Throws IncorrectKeyException for bytes of another key, InvalidCiphertextException for bytes that were changed. */
  unseal(key: KeyRow, sealed: Buffer): Buffer {
    const id = sealed.length < HEAD_BYTES || !sealed.subarray(0, MAGIC.length).equals(MAGIC) ? null : sealed.toString('hex', MAGIC.length, MAGIC.length + ID_BYTES);
    const row = id === null ? undefined : this.sql.byId.get(id) as DataKeyRow | undefined;
    if (!row) throw errors.invalidCiphertext();
    if (row.key !== key.arn) throw errors.incorrectKey();
    const nonceAt = MAGIC.length + ID_BYTES;
    const tagAt = nonceAt + NONCE_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', this.unwrap(key, row), sealed.subarray(nonceAt, tagAt)).setAuthTag(sealed.subarray(tagAt, HEAD_BYTES));
    try {
      const plain = decipher.update(sealed.subarray(HEAD_BYTES));
      // GCM holds nothing back: all of the plaintext is there by now, and the end only says whether it is authentic.
      decipher.final();
      return plain;
    } catch (cause) {
      throw Object.assign(errors.invalidCiphertext(), { cause });
    }
  }

  private current(key: KeyRow): DataKeyRow {
    const backing = this.keys.currentBacking(key.arn);
    const known = this.sql.current.get(key.arn, backing) as DataKeyRow | undefined;
    if (known) return known;
    const row: DataKeyRow = { id: randomToken(ID_BYTES), key: key.arn, wrapped: encryptUnder(this.keys, key, randomBytes(32)) };
    this.catalogue.transaction(() => this.sql.add.run(row.id, row.key, backing, row.wrapped));
    return row;
  }

  private unwrap(key: KeyRow, row: DataKeyRow): KeyObject {
    const known = this.unwrapped.get(row.id);
    if (known) return known;
    const blob = parseCiphertext(row.wrapped);
    const plain = blob && decryptUnder(this.keys, key, blob);
    if (!plain) throw errors.invalidCiphertext();
    if (this.unwrapped.size >= REMEMBERED) this.unwrapped.clear();
    // as an object: a cipher takes a third of the time that it needs with the key's bytes
    const secret = createSecretKey(plain);
    this.unwrapped.set(row.id, secret);
    return secret;
  }
}
