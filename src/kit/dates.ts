/** Epoch microseconds -> Date, for interfaces that insist on Date objects (AWS SDK inputs and outputs). */
export function dateOfMicros(micros: number): Date {
  return new Date(Math.floor(micros / 1000));
}

/** Text in a form that JavaScript's Date reads (ISO 8601, RFC 7231) or epoch seconds -> Date; null when it is none. */
export function dateOfText(text: string): Date | null {
  const date = /^-?\d+(\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Whether a value is a Date. */
export function isDate(value: unknown): value is Date {
  return value instanceof Date;
}

/** RFC 7231 date of epoch milliseconds, the form of HTTP's Date header. */
export function httpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

/** ISO 8601 basic time of SigV4 (20260102T030405Z) -> epoch milliseconds; null for anything else. */
export function amzDateMs(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return null;
  const [, y, mo, d, h, mi, s] = match;
  const ms = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
  return Number.isNaN(ms) ? null : ms;
}

/** Epoch milliseconds -> ISO 8601 basic time of SigV4. */
export function amzDate(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
