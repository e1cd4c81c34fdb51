import { isDate } from '#kit/dates';
import { errors } from './errors.ts';

export type Input = Readonly<Record<string, unknown>>;

/** A text that must be there. */
export function textOf(input: Input, member: string): string {
  const value = input[member];
  if (typeof value !== 'string' || value === '') throw errors.missing(member);
  return value;
}

export function optionalText(input: Input, member: string): string | null {
  const value = input[member];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A whole number within limits, both inclusive. */
export function wholeOf(input: Input, member: string, { least, most, absent }: { readonly least: number; readonly most: number; readonly absent?: number }): number {
  const value = input[member] ?? absent;
  if (value === undefined || value === null) throw errors.missing(member);
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw errors.invalid(`The value ${String(value)} for parameter ${member} is invalid: expected a whole number from ${least} to ${most}.`);
}

export function numberOf(input: Input, member: string): number {
  const value = input[member];
  if (value === undefined || value === null) throw errors.missing(member);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw errors.invalid(`The value ${String(value)} for parameter ${member} is invalid.`);
}

export function microsOfDate(value: unknown): number | null {
  return isDate(value) ? value.getTime() * 1000 : null;
}

export function listOf(input: Input, member: string): readonly Input[] {
  return (input[member] ?? []) as readonly Input[];
}

export function textsOf(input: Input, member: string): readonly string[] {
  return (input[member] ?? []) as readonly string[];
}

/** One of a few words. */
export function oneOf<T extends string>(input: Input, member: string, { words, absent }: { readonly words: readonly T[]; readonly absent?: T }): T {
  const value = input[member] ?? absent;
  if (value === undefined || value === null) throw errors.missing(member);
  const found = words.find((word) => word === value);
  if (found === undefined) throw errors.invalid(`The value ${String(value)} for parameter ${member} is invalid: expected ${words.join(', ')}.`);
  return found;
}

/** Refuses members that would change the outcome and are not simulated; empty lists change nothing. */
export function refuse(operation: string, input: Input, members: readonly string[]): void {
  const given = members.find((member) => input[member] !== undefined && input[member] !== null && !(Array.isArray(input[member]) && input[member].length === 0));
  if (given !== undefined) throw errors.unsupported(operation, given);
}

/** Where a page goes on: a number, and only for the same question. */
export function pageFrom(token: unknown, question: string): number {
  if (token === undefined || token === null) return 0;
  const match = /^(\d+) ([^]*)$/.exec(Buffer.from(String(token), 'base64').toString('utf8'));
  if (!match || match[2] !== question) throw errors.nextToken();
  return Number(match[1]);
}

export function pageToken(from: number, question: string): string {
  return Buffer.from(`${from} ${question}`).toString('base64');
}
