import { dateOfMicros } from '#kit/dates';

/** An output member with a moment, or nothing where there is none. */
export function at<N extends string>(name: N, micros: number | null | undefined): Partial<Record<N, Date>> {
  return micros === null || micros === undefined ? {} : ({ [name]: dateOfMicros(micros) } as Record<N, Date>);
}

/** An output member with a value, or nothing for null. */
export function some<N extends string, T>(name: N, value: T | null | undefined): Partial<Record<N, T>> {
  return value === null || value === undefined ? {} : ({ [name]: value } as Record<N, T>);
}
