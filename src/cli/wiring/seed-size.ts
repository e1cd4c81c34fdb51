import { usageError } from '#kit/redrill-error';

/** How much an empty account is filled with; what is absent takes the seed's own default. */
export interface SeedSize {
  readonly objects?: number;
  readonly days?: number;
}

/** The sizes of `--objects` and `--days`. */
export function seedSize({ objects, days }: { readonly objects?: string; readonly days?: string }): SeedSize {
  return {
    ...(objects === undefined ? {} : { objects: wholeNumber('--objects', objects, 10_000_000) }),
    ...(days === undefined ? {} : { days: wholeNumber('--days', days, 366) }),
  };
}

/** The value of a flag that takes a whole number from 1 to `most`. */
export function wholeNumber(flag: string, text: string, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  throw usageError('usage.number', `${flag} ${text}: expected a whole number from 1 to ${most}`);
}
