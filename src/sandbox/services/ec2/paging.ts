import { errors } from './errors.ts';
import { text, whole, type Input } from './input.ts';

/** One page of things in the order of their keys; the token names the last one shown, so that things which come or go shift nothing. */
export function page<T>(things: readonly T[], input: Input, { keyOf, least = 5 }: { readonly keyOf: (thing: T) => string; readonly least?: number }): { readonly shown: readonly T[]; readonly NextToken?: string } {
  const most = whole(input, 'MaxResults');
  if (most !== undefined && (most < least || most > 1000)) throw errors.invalid(`Value ( ${most} ) for parameter maxResults is invalid. Expecting a value between ${least} and 1000.`);
  const token = text(input, 'NextToken');
  const after = token === undefined ? null : readToken(token);
  const rest = [...things].sort((a, b) => compare(keyOf(a), keyOf(b))).filter((thing) => after === null || compare(keyOf(thing), after) > 0);
  const shown = rest.slice(0, most ?? 1000);
  const last = shown.at(-1);
  return { shown, ...(last !== undefined && rest.length > shown.length ? { NextToken: Buffer.from(`after ${keyOf(last)}`).toString('base64url') } : {}) };
}

function readToken(token: string): string {
  const match = /^after (.*)$/s.exec(Buffer.from(token, 'base64url').toString());
  if (!match) throw errors.invalid('The token is invalid.');
  return match[1] ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
