import { dateOfMicros, dateOfText, httpDate as httpDateOfMs } from '#kit/dates';

/** Epoch microseconds as a Date, cut to whole seconds: the resolution in which S3 tells dates. */
export function dateOfSeconds(micros: number): Date {
  return dateOfMicros(wholeSeconds(micros));
}

/** Epoch microseconds as an HTTP date. */
export function httpDate(micros: number): string {
  return httpDateOfMs(wholeSeconds(micros) / 1000);
}

/** Epoch microseconds as S3's XML tells them: whole seconds with a fraction of zeros. */
export function isoSeconds(micros: number): string {
  return dateOfSeconds(micros).toISOString();
}

/** An HTTP or ISO date as epoch microseconds, or null for text that is neither. */
export function parseDate(text: string): number | null {
  const date = dateOfText(text);
  return date === null ? null : date.getTime() * 1000;
}

/** Microseconds of a day. */
export const DAY_MICROS = 86_400_000_000;

/** The first midnight (UTC) at or after a moment, in epoch microseconds. */
export function midnightFrom(micros: number): number {
  return Math.ceil(micros / DAY_MICROS) * DAY_MICROS;
}

function wholeSeconds(micros: number): number {
  return Math.floor(micros / 1_000_000) * 1_000_000;
}
