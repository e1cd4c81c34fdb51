/** A row: every value is PostgreSQL's own text (`t` and `f` for booleans), null for NULL. */
export type Row = Readonly<Record<string, string | null>>;

/** Values for $1, $2, ... of a statement. */
export type Param = string | number | boolean | null | Buffer;

/** Rows of a COPY as they lie in one chunk of the socket: row i is `bytes[starts[i], ends[i])`, line end included. Valid until the next is asked for. */
export interface RowBatch {
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly count: number;
}

/**
 * One connection to a database. Statements of one connection run one after the other. Failures throw RedrillError `pg.<SQLSTATE>` when the
 * server said no, `pg.ConnectionLost` or `pg.Timeout` when it said nothing (see `pg-code.ts`).
 */
export interface Database {
  /** Where it is, for messages. */
  readonly where: string;
  /** One statement, or several separated by semicolons when there are no params (then the rows of the last). */
  query(sql: string, params?: readonly Param[]): Promise<readonly Row[]>;
  /** How many rows a statement changed. */
  execute(sql: string, params?: readonly Param[]): Promise<number>;
  /** `COPY ... TO STDOUT`, a batch of rows per chunk of the socket, without copying the bytes; the fastest way. Resolves with the number of rows. */
  copyEach(sql: string, take: (batch: RowBatch) => void | Promise<void>): Promise<number>;
  /** The same for a reader that pulls. A reader that leaves early closes the connection. */
  copyRows(sql: string): AsyncIterable<RowBatch>;
  /** `COPY ... TO STDOUT` as chunks of bytes that the reader may keep. */
  copyOut(sql: string): AsyncIterable<Buffer>;
  /** `COPY ... FROM STDIN`; the number of rows it took. */
  copyIn(sql: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<number>;
  close(): Promise<void>;
}
