import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import { PLATFORM_STORES } from '../../../fixtures/platform/stores.ts';

/** How much an empty account is filled with; what is absent takes the seed's own default. */
export interface SeedSize {
  readonly objects?: number;
  /** 1: the whole documented platform. */
  readonly scale?: number;
  readonly days?: number;
  /** Ids of the stores to make beside the buckets; all where it is absent. */
  readonly stores?: readonly string[];
}

/** The sizes of `--objects`, `--scale`, `--days` and `--stores`. */
export function seedSize({ objects, scale, days, stores }: { readonly objects?: string; readonly scale?: string; readonly days?: string; readonly stores?: string }): SeedSize {
  return {
    ...(stores === undefined ? {} : { stores: storeIds(stores) }),
    ...(scale === undefined ? {} : { scale: share(scale) }),
    ...(objects === undefined ? {} : { objects: wholeNumber('--objects', objects, 10_000_000) }),
    ...(days === undefined ? {} : { days: wholeNumber('--days', days, 366) }),
  };
}

function storeIds(text: string): readonly string[] {
  const known = ['DR-S5', ...PLATFORM_STORES.map(({ id }) => id)];
  const ids = text.split(',').map((id) => id.trim());
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) throw usageError('usage.stores', `--stores ${text}: the reference platform has no store "${unknown}"${didYouMean(unknown, known) || `; it has ${known.join(', ')}`}`);
  return ids;
}

function share(text: string): number {
  const value = /^\d{1,3}(\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= 100) return value;
  throw usageError('usage.scale', `--scale ${text}: expected a number above 0 and at most 100; 1 is the whole reference platform (20,000 objects, 200,000 rows, 50,000 items and documents, 5,000 files, a volume of 256 MiB)`);
}

/** The value of a flag that takes a whole number from 1 to `most`. */
export function wholeNumber(flag: string, text: string, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  throw usageError('usage.number', `${flag} ${text}: expected a whole number from 1 to ${most}`);
}
