import type { Connection } from 'pg';
import { RedrillError } from '#kit/redrill-error';
import type { PostgresClient } from '#targets/open-postgres';
import type { RowBatch } from './database.ts';
import { MessageScanner } from './message-scanner.ts';
import { pgFailure } from './pg-code.ts';

/** Longest silence of a COPY that is wanted: a table scan gives rows all the time. */
const IDLE_MS = 60_000;

/**
 * Runs `COPY ... TO STDOUT` and hands over its rows as they lie in each chunk of the socket: no object, no string and no copy per row. While
 * `take` works on a promise nothing more is read. Resolves with the number of rows; when `take` throws the connection is closed, for the rest of the rows would come.
 */
export async function copyEach(client: PostgresClient, sql: string, where: string, take: (batch: RowBatch) => void | Promise<void>): Promise<number> {
  const copy = new CopyOut(sql, take);
  const { stream } = client.connection;
  const onIdle = (): void => { if (!stream.isPaused()) stream.destroy(new RedrillError('pg.Timeout', `${where} sent nothing for ${IDLE_MS / 1000} s in the middle of a COPY: the connection was given up`, { actor: 'platform' })); };
  const socket = stream as typeof stream & { setTimeout?(ms: number): void };
  socket.setTimeout?.(IDLE_MS);
  stream.on('timeout', onIdle);
  try {
    client.query(copy);
    return await copy.done;
  } catch (error) {
    throw pgFailure(error, where, sql);
  } finally {
    socket.setTimeout?.(0);
    stream.off('timeout', onIdle);
  }
}

/** `copyEach` for a reader that pulls: one batch is in hand, and nothing more is read until the next is asked for. A reader that leaves early closes the connection. */
export async function* copyRows(client: PostgresClient, sql: string, where: string): AsyncGenerator<RowBatch> {
  let ready = Promise.withResolvers<RowBatch | null>();
  let asked = Promise.withResolvers<boolean>();
  const copying = copyEach(client, sql, where, async (batch) => {
    ready.resolve(batch);
    if (!(await asked.promise)) throw new RedrillError('pg.ReaderLeft', `the reader of a COPY from ${where} left before its end`);
  }).then(() => { ready.resolve(null); }, (error: unknown) => { ready.reject(error as Error); });
  let ended = false;
  try {
    for (;;) {
      const batch = await ready.promise;
      if (batch === null) break;
      yield batch;
      ready = Promise.withResolvers();
      asked.resolve(true);
      asked = Promise.withResolvers();
    }
    ended = true;
  } finally {
    asked.resolve(false);
    // the copy ends by itself once its connection is gone, and its failure is the reader's own doing
    if (!ended) ready.promise.catch(() => undefined);
    await copying;
  }
}

type Listener = (chunk: Buffer) => void;

/**
 * What pg's client is asked to submit. From the query until the last row the socket's chunks come here instead of to pg's own parser, which would
 * make an object and an event of every row; then the parser gets its listener and the rest of the bytes back.
 */
class CopyOut {
  readonly done: Promise<number>;
  /** pg's client reads and replaces it where it sets a timer of its own. */
  callback: ((error: Error | null) => void) | undefined;
  private readonly settle = Promise.withResolvers<number>();
  private readonly sql: string;
  private readonly take: (batch: RowBatch) => void | Promise<void>;
  private readonly scanner = new MessageScanner();
  private connection: Connection | null = null;
  private parsers: readonly Listener[] = [];
  private rows = 0;
  private failure: Error | null = null;

  constructor(sql: string, take: (batch: RowBatch) => void | Promise<void>) {
    this.sql = sql;
    this.take = take;
    this.done = this.settle.promise;
  }

  submit(connection: Connection): void {
    this.connection = connection;
    const { stream } = connection;
    this.parsers = stream.listeners('data') as Listener[];
    for (const parser of this.parsers) stream.off('data', parser);
    stream.on('data', this.onData);
    connection.query(this.sql);
  }

  private readonly onData = (chunk: Buffer): void => {
    const found = this.scanner.scan(chunk);
    if (found === null) return;
    const { batch, rest } = found;
    this.rows += batch.count;
    const waiting = batch.count === 0 ? undefined : this.handOver(batch);
    if (waiting === undefined) {
      if (rest !== null) this.giveBack(rest);
      return;
    }
    this.connection?.stream.pause();
    waiting.then(() => {
      if (rest !== null) this.giveBack(rest);
      this.connection?.stream.resume();
    }, (error: unknown) => this.abandon(error as Error));
  };

  private handOver(batch: RowBatch): Promise<void> | undefined {
    try {
      return this.take(batch) ?? undefined;
    } catch (error) {
      this.abandon(error as Error);
      return undefined;
    }
  }

  private giveBack(rest: Buffer): void {
    const stream = this.connection?.stream;
    if (stream === undefined || this.failure !== null) return;
    stream.off('data', this.onData);
    for (const parser of this.parsers) stream.on('data', parser);
    for (const parser of this.parsers) parser(rest);
  }

  private abandon(error: Error): void {
    this.failure ??= error;
    this.connection?.stream.destroy();
    this.connection?.stream.resume();
    this.settle.reject(this.failure);
  }

  handleError(error: Error): void {
    this.settle.reject(this.failure ?? error);
    this.callback?.(error);
  }

  handleCommandComplete(): void {
    // the end is ReadyForQuery: only then may the next statement begin
  }

  handleReadyForQuery(): void {
    this.settle.resolve(this.rows);
    this.callback?.(null);
  }

  /** A statement that gives rows instead of a COPY is refused by ending without them. */
  handleRowDescription(): void {
    this.failure = new RedrillError('pg.NoCopy', `${JSON.stringify(this.sql)} is no COPY ... TO STDOUT`, { actor: 'redrill' });
    this.settle.reject(this.failure);
  }

  handleDataRow(): void {
    // see handleRowDescription
  }

  handleEmptyQuery(): void {
    // ends with ReadyForQuery and no rows
  }

  handleCopyInResponse(connection: Connection & { sendCopyFail?(message: string): void }): void {
    connection.sendCopyFail?.('this COPY is read, not written');
  }
}
