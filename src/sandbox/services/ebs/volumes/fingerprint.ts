import { stat } from 'node:fs/promises';
import { realNowMs } from '#kit/time';

/** What changes when somebody writes to an image. */
export interface Fingerprint {
  readonly inode: string;
  readonly sizeBytes: string;
  readonly modified: string;
  readonly changed: string;
}

/** File systems stamp writes with a clock that ticks: a stamp younger than this may stand for two writes. Some know whole seconds only. */
const QUIET_MS = 100;
const COARSE_QUIET_MS = 3000;

export async function fingerprintOf(path: string): Promise<Fingerprint> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return { inode: String(ino), sizeBytes: String(size), modified: String(mtimeNs), changed: String(ctimeNs) };
}

export function sameImage(a: Fingerprint, b: Fingerprint): boolean {
  return a.inode === b.inode && a.sizeBytes === b.sizeBytes && a.modified === b.modified && a.changed === b.changed;
}

/** Whether the last write lies far enough back for the fingerprint to stand for one content. */
export function isQuiet({ changed }: Fingerprint): boolean {
  const stamp = BigInt(changed);
  return realNowMs() - Number(stamp / 1_000_000n) > (stamp % 1_000_000_000n === 0n ? COARSE_QUIET_MS : QUIET_MS);
}
