import { COPY_LOG_PREFIX } from './copy-log.ts';
import { mergeSorted } from './merge-sorted.ts';
import { sameBytes } from './same-bytes.ts';
import type { ObjectRef, S3Store, VersionEntry } from './s3-store.ts';
import { aliveAt, aliveNow, historyByKey } from './version-history.ts';
import type { KeyHistory } from './version-history.ts';

export interface PlanCopyInput {
  /** Reads the copy and the target. */
  readonly store: S3Store;
  /** Reads the copy, where that lies in another region. */
  readonly source?: S3Store;
  readonly from: string;
  readonly to: string;
  /** The copy is taken as it was at this moment. */
  readonly atMicros: number;
  readonly signal?: AbortSignal;
  /** Which keys to bring back; shipped: those of which the target does not hold the copy's bytes in any version. */
  readonly wants?: (copy: VersionEntry, target: KeyHistory | null) => boolean;
}

export interface PlannedCopy {
  readonly from: ObjectRef;
  readonly to: ObjectRef;
  readonly sizeBytes: number;
}

/** What is still to be copied, by comparing two listings: empty when the work is done, so it also answers "did it happen?". */
export async function* planCopy(input: PlanCopyInput): AsyncGenerator<PlannedCopy> {
  const how = input.signal === undefined ? {} : { signal: input.signal };
  const wants = input.wants ?? stillMissing;
  const copy = keyedAlive(historyByKey((input.source ?? input.store).listVersions(input.from, how)), input.atMicros);
  const target = historyByKey(input.store.listVersions(input.to, how));
  for await (const { key, left, right } of mergeSorted(copy, target)) {
    if (left === null || !wants(left, right)) continue;
    yield { from: { bucket: input.from, key, versionId: left.versionId }, to: { bucket: input.to, key }, sizeBytes: left.sizeBytes };
  }
}

/** How many objects and bytes a plan holds. */
export async function amountOf(plan: AsyncIterable<PlannedCopy>): Promise<{ readonly objects: number; readonly bytes: number }> {
  const amount = { objects: 0, bytes: 0 };
  for await (const { sizeBytes } of plan) {
    amount.objects += 1;
    amount.bytes += sizeBytes;
  }
  return amount;
}

/** A newer version that a user wrote since must not be covered by the old one. */
function stillMissing(copy: VersionEntry, target: KeyHistory | null): boolean {
  return target === null || (aliveNow(target) === null && !target.versions.some((version) => !version.marker && sameBytes(version, copy)));
}

async function* keyedAlive(histories: AsyncIterable<KeyHistory>, atMicros: number): AsyncGenerator<VersionEntry> {
  for await (const history of histories) {
    if (history.key.startsWith(COPY_LOG_PREFIX)) continue;
    const alive = aliveAt(history, atMicros);
    if (alive !== null) yield alive;
  }
}
