import { backupErrors } from './errors.ts';
import { text, whole, type Input } from './input.ts';
import type { Row } from './row-table.ts';

/** One page of things, newest first. Pages neither repeat nor skip when others come or go meanwhile: the token names a place, not a number. */
export function page<T extends Pick<Row, 'id' | 'created'>>(rows: readonly T[], input: Input): { readonly rows: readonly T[]; readonly NextToken?: string } {
  const limit = whole(input, 'MaxResults', { min: 1, max: 1000, otherwise: 1000 });
  const token = text(input, 'NextToken');
  const after = token === undefined ? null : placeOf(token);
  const sorted = [...rows].sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
  const rest = after === null ? sorted : sorted.filter((row) => row.created < after.created || (row.created === after.created && row.id > after.id));
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, ...(last && rest.length > limit ? { NextToken: Buffer.from(`${last.created} ${last.id}`).toString('base64url') } : {}) };
}

function placeOf(token: string): { readonly created: number; readonly id: string } {
  const match = /^(\d+) (.+)$/s.exec(Buffer.from(token, 'base64url').toString());
  if (!match) throw backupErrors.invalidParameter('Invalid NextToken.');
  return { created: Number(match[1]), id: match[2] ?? '' };
}
