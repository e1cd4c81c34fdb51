import { createHmac } from 'node:crypto';
import type { Snapshot } from '../model.ts';
import { DAY_MICROS } from '../times.ts';
import { errors } from './errors.ts';

/** How long block tokens can be used (EBS guide, direct APIs: seven days). */
const VALID_MICROS = 7 * DAY_MICROS;

/** Moment until which tokens that are given now can be used. */
export function expiryOf(nowMicros: number): number {
  return Math.floor(nowMicros) + VALID_MICROS;
}

/** The token of a block of one snapshot: it opens that block alone, until it expires. */
export function blockToken({ id, secret }: Snapshot, block: number, expiresMicros: number): string {
  const mac = createHmac('sha256', secret).update(`${id} ${block} ${expiresMicros}`).digest().subarray(0, 24);
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(expiresMicros));
  return Buffer.concat([moment, mac]).toString('base64');
}

/** Throws ValidationException for a token of another block or snapshot, and for one that has expired. */
export function requireBlockToken(snapshot: Snapshot, { block, token, nowMicros }: { readonly block: number; readonly token: string; readonly nowMicros: number }): void {
  const bytes = Buffer.from(token, 'base64');
  const expires = bytes.length === 32 ? Number(bytes.readBigUInt64BE()) : 0;
  if (expires === 0 || blockToken(snapshot, block, expires) !== token) throw errors.invalid('INVALID_BLOCK_TOKEN', `The block token is not valid for block ${block} of the snapshot '${snapshot.id}'.`);
  if (expires <= nowMicros) throw errors.invalid('INVALID_BLOCK_TOKEN', 'The block token has expired.');
}
