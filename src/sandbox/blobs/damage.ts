import { closeSync, openSync, readSync, statSync, truncateSync, writeSync } from 'node:fs';

/** How stored bytes can go bad below the API. */
export type Damage = 'flip' | 'truncate';

/** A damaged copy: one bit of the middle byte inverted, or the second half gone. An empty body stays as it is. */
export function damageBytes(bytes: Uint8Array, damage: Damage): Buffer {
  const copy = Buffer.from(bytes);
  if (damage === 'truncate') return copy.subarray(0, copy.length >> 1);
  const middle = copy.length >> 1;
  if (copy.length > 0) copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}

/** The same damage to a file, in place. */
export function damageFile(path: string, damage: Damage): void {
  const middle = statSync(path).size >> 1;
  if (damage === 'truncate') {
    truncateSync(path, middle);
    return;
  }
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, middle);
  writeSync(file, damageBytes(byte, 'flip'), 0, 1, middle);
  closeSync(file);
}
