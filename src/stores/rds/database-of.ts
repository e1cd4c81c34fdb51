import { STATEMENT_MS } from '#targets/open-postgres';
import type { PostgresClient } from '#targets/open-postgres';
import { RedrillError } from '#kit/redrill-error';
import { after } from '#kit/wall-clock';
import { copyIn } from './copy-in.ts';
import { copyEach, copyRows } from './copy-out.ts';
import type { Database, Param, Row, RowBatch } from './database.ts';
import { pgFailure } from './pg-code.ts';

interface Result {
  readonly rows: readonly Row[];
  readonly rowCount: number | null;
}

/** Grace beyond the server's own statement deadline, after which a silent connection is given up. */
const GRACE_MS = 15_000;

/** A connection behind the interface that stores and probes use; `where` names it in messages, `statementMs` is the deadline it was opened with. */
export function databaseOf(client: PostgresClient, { where, statementMs = STATEMENT_MS }: { readonly where: string; readonly statementMs?: number | undefined }): Database {
  const run = async (sql: string, params: readonly Param[] = []): Promise<Result> => {
    const timer = guardSilence(client, statementMs + GRACE_MS);
    try {
      const result: unknown = await client.query(sql, [...params]);
      return lastOf(result);
    } catch (error) {
      throw timer.expired() ? silent(where, statementMs + GRACE_MS) : pgFailure(error, where, sql);
    } finally {
      timer.stop();
    }
  };
  const named = async <T>(sql: string, work: () => Promise<T>): Promise<T> => work().catch((error: unknown) => { throw pgFailure(error, where, sql); });
  return {
    where,
    query: async (sql, params) => (await run(sql, params)).rows,
    execute: async (sql, params) => (await run(sql, params)).rowCount ?? 0,
    copyEach: (sql, take) => copyEach(client, sql, where, take),
    copyRows: (sql) => copyRows(client, sql, where),
    copyOut: (sql) => chunksOf(copyRows(client, sql, where)),
    copyIn: (sql, chunks) => named(sql, () => copyIn(client, sql, chunks)),
    close: async () => {
      await client.end().catch(() => undefined); // a connection that is gone is closed already
    },
  };
}

/** Several statements in one text give several results; the last one is meant. */
function lastOf(result: unknown): Result {
  const last = (Array.isArray(result) ? result.at(-1) : result) as Result | undefined;
  return last ?? { rows: [], rowCount: 0 };
}

function guardSilence(client: PostgresClient, silenceMs: number): { expired(): boolean; stop(): void } {
  let expired = false;
  const stop = after(silenceMs, () => {
    expired = true;
    client.connection.stream.destroy();
  });
  return { expired: () => expired, stop };
}

function silent(where: string, silenceMs: number): RedrillError {
  return new RedrillError('pg.Timeout', `${where} gave no answer for ${silenceMs / 1000} s: the connection was given up`, { actor: 'platform' });
}

async function* chunksOf(batches: AsyncIterable<RowBatch>): AsyncGenerator<Buffer> {
  for await (const { bytes, starts, ends, count } of batches) {
    yield Buffer.concat(Array.from({ length: count }, (_, i) => bytes.subarray(starts[i], ends[i])));
  }
}
