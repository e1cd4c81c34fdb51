import { once } from 'node:events';
import type { Connection } from 'pg';
import type { PostgresClient } from '#targets/open-postgres';

type Chunks = AsyncIterable<Buffer> | Iterable<Buffer>;

/** What pg's connection can do beyond its published types. */
type Wire = Connection & {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
};

/** Runs `COPY ... FROM STDIN` with the given bytes; the number of rows the server took. When the chunks fail the server takes none. */
export function copyIn(client: PostgresClient, sql: string, chunks: Chunks): Promise<number> {
  const copy = new CopyIn(sql, chunks);
  client.query(copy);
  return copy.done;
}

class CopyIn {
  readonly done: Promise<number>;
  callback: ((error: Error | null) => void) | undefined;
  private readonly settle = Promise.withResolvers<number>();
  private readonly sql: string;
  private readonly chunks: Chunks;
  private failure: Error | null = null;
  private rows = 0;
  private over = false;

  constructor(sql: string, chunks: Chunks) {
    this.sql = sql;
    this.chunks = chunks;
    this.done = this.settle.promise;
  }

  submit(connection: Connection): void {
    connection.query(this.sql);
  }

  handleCopyInResponse(connection: Wire): void {
    this.send(connection).catch((error: unknown) => {
      this.failure = error as Error;
      connection.sendCopyFail('the rows to be copied could not be read');
    });
  }

  private async send(connection: Wire): Promise<void> {
    for await (const chunk of this.chunks) {
      if (this.over) return;
      connection.sendCopyFromChunk(chunk);
      if (connection.stream.writableNeedDrain) await Promise.race([once(connection.stream, 'drain'), once(connection.stream, 'close')]);
    }
    connection.endCopyFrom();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.rows = Number(/^COPY (\d+)/.exec(text)?.[1] ?? 0);
  }

  handleReadyForQuery(): void {
    this.over = true;
    this.settle.resolve(this.rows);
    this.callback?.(null);
  }

  handleError(error: Error): void {
    this.over = true;
    this.settle.reject(this.failure ?? error);
    this.callback?.(error);
  }

  handleRowDescription(): void {
    // a statement that is no COPY: its rows are not wanted
  }

  handleDataRow(): void {
    // see handleRowDescription
  }

  handleEmptyQuery(): void {
    // ends with ReadyForQuery
  }

  handleCopyData(): void {
    // a COPY in the other direction: its rows are not wanted
  }
}
