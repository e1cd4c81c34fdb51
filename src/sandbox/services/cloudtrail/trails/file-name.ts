import { isoMicros } from '#kit/time';

/** 20260310T1205Z, as the names of log files have it. */
export function minuteText(micros: number): string {
  return isoMicros(micros).replaceAll(/[-:]/g, '').replace(/\d\d\.\d+Z$/, 'Z');
}

/** 20260310T130000Z, as the names of digests have it. */
export function secondText(micros: number): string {
  return isoMicros(micros).replaceAll(/[-:]/g, '').replace(/\.\d+Z$/, 'Z');
}

/** 2026/03/10 */
export function dayFolder(micros: number): string {
  return isoMicros(micros).slice(0, 10).replaceAll('-', '/');
}

/** 2026-03-10T12:05:00Z */
export function wholeSecond(micros: number): string {
  return isoMicros(micros).replace(/\.\d+Z$/, 'Z');
}
