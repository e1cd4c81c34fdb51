import { sha256 } from '#kit/digest';
import type { Call } from '../../service.ts';
import { placeOf } from './access.ts';
import { backupErrors } from './errors.ts';
import { text, type Input } from './input.ts';

const KEPT_MICROS = 7 * 86_400_000_000;

/** The id that an earlier call with the same token made; null for a new token. The same token with another request is refused. */
export function madeBefore(call: Call, operation: string, input: Input): string | null {
  const token = text(input, 'IdempotencyToken');
  if (token === undefined) return null;
  const { account, region } = placeOf(call);
  const row = call.catalogue.db.prepare('SELECT request, made FROM backup_token WHERE account = ? AND region = ? AND operation = ? AND token = ?').get(account, region, operation, token) as { readonly request: string; readonly made: string } | undefined;
  if (!row) return null;
  if (row.request !== fingerprint(input)) throw backupErrors.invalidParameter(`The idempotency token ${token} was used before with different parameters.`);
  return row.made;
}

/** Remembers what a call with a token made. Inside the transaction that makes it. */
export function remember(call: Call, operation: string, { input, made }: { readonly input: Input; readonly made: string }): void {
  const token = text(input, 'IdempotencyToken');
  if (token === undefined) return;
  const { account, region } = placeOf(call);
  const { db } = call.catalogue;
  const now = call.time.nowMicros();
  db.prepare('DELETE FROM backup_token WHERE at < ?').run(now - KEPT_MICROS);
  db.prepare('INSERT OR REPLACE INTO backup_token (account, region, operation, token, request, made, at) VALUES (?, ?, ?, ?, ?, ?, ?)').run(account, region, operation, token, fingerprint(input), made, now);
}

/** Takes back what `remember` kept: the call was refused after all. */
export function forgetToken(call: Call, operation: string, input: Input): void {
  const token = text(input, 'IdempotencyToken');
  const { account, region } = placeOf(call);
  if (token !== undefined) call.catalogue.db.prepare('DELETE FROM backup_token WHERE account = ? AND region = ? AND operation = ? AND token = ?').run(account, region, operation, token);
}

function fingerprint(input: Input): string {
  return sha256(JSON.stringify(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1))));
}
