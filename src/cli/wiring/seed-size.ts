import { usageError } from '#kit/redrill-error';

/** How much an empty account is filled with; what is absent takes the seed's own default. */
export interface SeedSize {
  readonly objects?: number;
  /** 1: the whole documented platform. */
  readonly scale?: number;
  readonly days?: number;
}

/** The sizes of `--objects`, `--scale` and `--days`. */
export function seedSize({ objects, scale, days }: { readonly objects?: string; readonly scale?: string; readonly days?: string }): SeedSize {
  return {
    ...(scale === undefined ? {} : { scale: share(scale) }),
    ...(objects === undefined ? {} : { objects: wholeNumber('--objects', objects, 10_000_000) }),
    ...(days === undefined ? {} : { days: wholeNumber('--days', days, 366) }),
  };
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
