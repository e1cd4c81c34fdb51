import { sha256 } from '#kit/digest';
import { backupErrors } from './errors.ts';
import { only, type Input } from './input.ts';
import type { CopyJob, Lifecycle, Point } from './model.ts';

const DAY_MICROS = 86_400_000_000;
const DELETION_SPREAD_MICROS = 8 * 3_600_000_000;
/** The longest window of continuous backup (aws-facts.md 2.1). */
const LONGEST_WINDOW_DAYS = 35;
const LONGEST_DAYS = 36_500;

/** A lifecycle as a client sends it; -1 and absence mean for ever. Cold storage is refused by name. */
export function readLifecycle(value: unknown): Lifecycle {
  const input = (value ?? {}) as Input;
  only(input, ['DeleteAfterDays', 'MoveToColdStorageAfterDays', 'OptInToArchiveForSupportedResources'], 'Lifecycle');
  const cold = input['MoveToColdStorageAfterDays'];
  if (cold !== undefined && cold !== null && cold !== -1) throw backupErrors.unsupported('MoveToColdStorageAfterDays of Lifecycle (cold storage)');
  if (input['OptInToArchiveForSupportedResources'] === true) throw backupErrors.unsupported('OptInToArchiveForSupportedResources of Lifecycle');
  const days = input['DeleteAfterDays'];
  if (days === undefined || days === null || days === -1) return { deleteAfterDays: null };
  if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > LONGEST_DAYS) throw backupErrors.invalidParameter(`Invalid lifecycle. DeleteAfterDays must be from 1 to ${LONGEST_DAYS}, not ${String(days)}.`);
  return { deleteAfterDays: days };
}

/** Refuses what continuous backup cannot keep. */
export function requireContinuous(lifecycle: Lifecycle, rule: string): void {
  const days = lifecycle.deleteAfterDays;
  if (days === null || days > LONGEST_WINDOW_DAYS) throw backupErrors.invalidParameter(`Invalid lifecycle of rule ${rule}. Continuous backup keeps points for 1 to ${LONGEST_WINDOW_DAYS} days; DeleteAfterDays is ${days ?? 'not set'}.`);
}

export function lifecycleView({ deleteAfterDays }: Lifecycle): object {
  return deleteAfterDays === null ? {} : { DeleteAfterDays: deleteAfterDays };
}

/** Retention of a copy: its own; without one, or with one that never ends, that of its source (AWS Backup guide, recov-point-create-a-copy). */
export function copyLifecycle({ lifecycle }: Pick<CopyJob, 'lifecycle'>, source: Pick<Point, 'lifecycle'>): Lifecycle {
  return lifecycle === null || lifecycle.deleteAfterDays === null ? source.lifecycle : lifecycle;
}

/** When a point's retention ends; null for never. */
export function deleteAt({ created, lifecycle }: Pick<Point, 'created' | 'lifecycle'>): number | null {
  return lifecycle.deleteAfterDays === null ? null : created + lifecycle.deleteAfterDays * DAY_MICROS;
}

/** When it really goes: some time within eight hours after its end, for each point always the same. */
export function expiryDue(point: Pick<Point, 'created' | 'lifecycle' | 'id'>): number | null {
  const end = deleteAt(point);
  return end === null ? null : end + Math.floor((Number.parseInt(sha256(point.id).slice(0, 8), 16) / 0x1_0000_0000) * DELETION_SPREAD_MICROS);
}
