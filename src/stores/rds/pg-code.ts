import { RedrillError } from '#kit/redrill-error';

/** The SQLSTATE of a failure that the server answered with (such as 42P01, no such table); null for anything else (a broken connection). */
export function pgCode(error: unknown): string | null {
  return error instanceof RedrillError ? (/^pg\.([0-9A-Z]{5})$/.exec(error.code)?.[1] ?? null) : null;
}

/** A failure of a statement as RedrillError: `pg.<SQLSTATE>` or `pg.ConnectionLost`. */
export function pgFailure(error: unknown, where: string, what: string): RedrillError {
  if (error instanceof RedrillError) return error;
  const { message, code, detail } = error as Error & { readonly code?: string; readonly detail?: string };
  const known = code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : 'ConnectionLost';
  return new RedrillError(`pg.${known}`, `${where}: ${message}${detail === undefined ? '' : ` (${detail})`} while it worked on ${JSON.stringify(shortened(what))}`, { actor: 'platform', cause: error });
}

function shortened(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}
