import { dateOfMicros } from '#kit/dates';
import type { ClockMap } from '../../../../service.ts';

/** A snapshot as the engine tells it; only what is touched here is named. */
export interface SnapshotEntry extends Readonly<Record<string, unknown>> {
  readonly snapshot?: string;
  readonly start_time_in_millis?: number;
  readonly end_time_in_millis?: number;
}

const MOMENTS = ['start_time', 'end_time'] as const;

/**
 * The engine stamps snapshots with real time; clients live beside drill time. Rewrites the start and end of every snapshot in an answer,
 * at any depth, and nothing else. A snapshot that has not ended has 0 as its end, which stays.
 */
export function inDrillTime<T>(value: T, clockMap: ClockMap): T {
  if (Array.isArray(value)) return value.map((one: unknown) => inDrillTime(one, clockMap)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inDrillTime(one, clockMap)]));
  for (const name of MOMENTS) {
    const millis: unknown = inner[`${name}_in_millis`];
    if (typeof millis === 'number' && millis > 0) Object.assign(inner, moment(inner, name, clockMap.drillOfReal(millis * 1000)));
  }
  return inner as T;
}

/** The members for one moment, as far as the answer has them. */
export function moment(entry: object, name: (typeof MOMENTS)[number], micros: number): object {
  const date = dateOfMicros(micros);
  return { ...(Object.hasOwn(entry, name) ? { [name]: date.toISOString() } : {}), ...(Object.hasOwn(entry, `${name}_in_millis`) ? { [`${name}_in_millis`]: date.getTime() } : {}) };
}
