import type { ProbeReading } from '#contract/modules';

/** What people can see of a restore without knowing what the bucket held: how much came back, of how much, and whether it can be read. */
export interface Restored {
  readonly bucket: string;
  readonly objects: number;
  readonly bytes: number;
  /** Size of the recovery point as AWS Backup gives it: all versions of all objects. */
  readonly pointBytes: number | null;
  /** Objects that were read in full, and what was wrong with those that could not be. */
  readonly read: number;
  readonly unread: readonly string[];
  /** A message that came with COMPLETED; null for none. */
  readonly message: string | null;
}

/** Says whether a restore may be let through: enough bytes, and every object of the sample can be read. */
export function judgeRestored(found: Restored, atLeastPercent: number): ProbeReading {
  const { bucket, objects, bytes, pointBytes, read, unread, message } = found;
  const share = pointBytes === null ? null : pointBytes === 0 ? 100 : (bytes / pointBytes) * 100;
  const wrong = [
    pointBytes === null ? 'AWS Backup gives no size of the point, so nobody can tell how much should be back' : null,
    objects === 0 ? 'the bucket is empty' : null,
    share !== null && share < atLeastPercent ? `that is less than ${atLeastPercent} % of the point` : null,
    unread.length > 0 ? `${unread.length} of ${read + unread.length} objects of the sample could not be read, first: ${unread[0]}` : null,
  ].filter((text) => text !== null);
  const amount = `${objects} objects with ${bytes} bytes are in ${bucket}, ${share === null ? 'of a point of unknown size' : `${share.toFixed(1)} % of the ${pointBytes} bytes of the point`}; ${read} read in full`;
  const told = message === null ? '' : `; not clean, look for what was left out: ${message}`;
  return { result: wrong.length === 0 ? 'pass' : 'fail', detail: `${amount}${wrong.length === 0 ? '' : `: ${wrong.join('; ')}`}${told}`, data: { objects, bytes, pointBytes, read, unread: unread.length } };
}
