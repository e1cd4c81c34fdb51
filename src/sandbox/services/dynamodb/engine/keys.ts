import type { RangeOptions } from './dynalite-parts.ts';

/** Digits of a moment in microseconds: enough until the year 2286. */
const MICROS_DIGITS = 16;
const SECONDS_DIGITS = 12;
/** Sorts after every character of a key. */
const END = '~';

/** A table's reference, of fixed length, so that no table's keys begin with another's. */
export const REF_LENGTH = 12;

/**
 * How items lie in one LevelDB. An item's value begins with the moment since when it is as it is; what it was before lies under `past` with
 * the moment until when. So the state of a table at any moment is what began before and did not end before it.
 */
export const keys = {
  item: (ref: string, key: string): string => `i${ref}:${key}`,
  index: (ref: string, index: string, key: string): string => `x${ref}:${index}:${key}`,
  past: (ref: string, key: string, untilMicros: number): string => `v${ref}:${key}#${micros(untilMicros)}`,
  expiry: (ref: string, atSeconds: number, key: string): string => `t${ref}:${String(atSeconds).padStart(SECONDS_DIGITS, '0')}:${key}`,
  size: (ref: string): string => `c${ref}`,
  token: (token: string): string => `k${token}`,
} as const;

/** All keys of a kind of a table. */
export function rangeOf(kind: 'item' | 'index' | 'past' | 'expiry', ref: string, index?: string): { readonly gte: string; readonly lt: string } {
  const start = `${{ item: 'i', index: 'x', past: 'v', expiry: 't' }[kind]}${ref}:${index === undefined ? '' : `${index}:`}`;
  return { gte: start, lt: `${start}${END}` };
}

export const SIZES: RangeOptions = { gte: 'c', lt: 'd' };
export const TOKENS: RangeOptions = { gte: 'k', lt: 'l' };

/** A value with the moment since when it holds. */
export function stamped(atMicros: number, json: string): string {
  return micros(atMicros) + json;
}

export function fromMicrosOf(value: string): number {
  return Number(value.slice(0, MICROS_DIGITS));
}

export function jsonOf(value: string): string {
  return value.slice(MICROS_DIGITS);
}

/** The item's key and the moment until when, of a key of the history. */
export function pastOf(key: string): { readonly key: string; readonly untilMicros: number } {
  const hash = key.lastIndexOf('#');
  return { key: key.slice(REF_LENGTH + 2, hash), untilMicros: Number(key.slice(hash + 1)) };
}

/** The item's key in the key of an item. */
export function keyOf(key: string): string {
  return key.slice(REF_LENGTH + 2);
}

export function expiryOf(key: string): { readonly atSeconds: number; readonly key: string } {
  const start = REF_LENGTH + 2;
  return { atSeconds: Number(key.slice(start, start + SECONDS_DIGITS)), key: key.slice(start + SECONDS_DIGITS + 1) };
}

/** A range within all keys of a kind, as dynalite asks for it. */
export function within(options: RangeOptions, { gte: start, lt: end }: { readonly gte: string; readonly lt: string }): RangeOptions {
  const { gt, gte, lt, lte, reverse, limit } = options;
  return {
    ...(gte !== undefined ? { gte: start + gte } : gt !== undefined ? { gt: start + gt } : { gte: start }),
    ...(lte !== undefined ? { lte: start + lte } : lt !== undefined ? { lt: start + lt } : { lt: end }),
    ...(reverse === undefined ? {} : { reverse }),
    ...(limit === undefined || limit < 0 ? {} : { limit }),
  };
}

function micros(value: number): string {
  return String(value).padStart(MICROS_DIGITS, '0');
}
