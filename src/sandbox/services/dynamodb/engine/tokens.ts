import type { LevelChange, LevelDb } from './dynalite-parts.ts';
import { ItemRefusal } from './item-engine.ts';
import { keys, TOKENS } from './keys.ts';
import type { LevelItems } from './level-items.ts';

/** How long a ClientRequestToken is remembered (API reference, TransactWriteItems). */
const REMEMBERED_MICROS = 600_000_000;
const PART = 1000;

interface Known {
  readonly fingerprint: string;
  readonly atMicros: number;
}

/** Whether a transaction with this token was carried out before. Throws where that was another one. */
export function wasDone(db: LevelDb, token: string, { fingerprint, atMicros }: Known): boolean {
  const text = db.getSync(keys.token(token));
  const known = text === undefined ? null : JSON.parse(text) as Known;
  if (!known || atMicros - known.atMicros > REMEMBERED_MICROS) return false;
  if (known.fingerprint !== fingerprint) throw new ItemRefusal({ __type: 'com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException', Message: 'The provided client token was used with different parameters than the original request' });
  return true;
}

/** Remembers a token, in the batch of what it did. */
export function remembered(token: string, known: Known): LevelChange {
  return { type: 'put', key: keys.token(token), value: JSON.stringify(known) };
}

/** Forgets tokens whose time is over. */
export async function forgetTokens(items: LevelItems, nowMicros: number): Promise<void> {
  const rows = items.db.iterator(TOKENS);
  for (let part = await rows.nextv(PART); part.length > 0; part = await rows.nextv(PART)) {
    const old = part.filter(([, text]) => nowMicros - (JSON.parse(text) as Known).atMicros > REMEMBERED_MICROS);
    if (old.length > 0) await items.write([], old.map(([key]): LevelChange => ({ type: 'del', key })));
  }
  await rows.close();
}
