import type { DynaliteError, DynaliteStore, LevelDb, Lock, RangeOptions, ValueSource } from './dynalite-parts.ts';
import type { Item, TableShape } from './item-engine.ts';
import { jsonOf, rangeOf, within } from './keys.ts';
import type { Stored } from './level-items.ts';
import { ValueStream } from './value-stream.ts';

/** What a view reads from and writes to: the store itself, or a transaction over it. */
export interface ItemsBelow {
  find(name: string): TableShape | null;
  readonly lock: Lock;
  readonly db: LevelDb;
  read(ref: string, key: string): Stored | null;
  write(table: TableShape, key: string, change: { readonly before: Stored | null; readonly after: Item | null }): Promise<void>;
}

const MAX_ITEM_BYTES = 409_600;

/** Called without its own lock object: a transaction that holds its keys already. */
type Done = (error: unknown, result?: never) => void;

/**
 * The store that dynalite's actions work on, for one request. An action reads an item under its lock before it writes it; what it read is
 * remembered, so that item, history and index entries are written at once, and the index writes of the action itself do nothing.
 */
export function dynaliteView(below: ItemsBelow): DynaliteStore {
  const seen = new Map<string, Stored | null>();
  return {
    options: { maxItemSize: MAX_ITEM_BYTES },
    getTable: (name, checkStatus, done) => {
      const call = (typeof checkStatus === 'function' ? checkStatus : done) as (error: unknown, table?: TableShape) => void;
      const table = below.find(name);
      if (table) call(null, table);
      else call(notFound());
    },
    getItemDb: (name) => {
      const table = tableOf(below, name);
      const id = (key: string): string => `${table.ref}:${key}`;
      const put = (key: string, after: Item | null, done: Done): void => {
        const before = seen.get(id(key)) ?? null;
        below.write(table, key, { before, after }).then(() => done(null), done);
      };
      return {
        lock: (key, work) => below.lock(id(key), work as never),
        get: (key, done) => {
          const stored = below.read(table.ref, key);
          seen.set(id(key), stored);
          done(null, stored?.item as never);
        },
        put: (key, item, done) => put(key, item, done),
        del: (key, done) => put(key, null, done),
        createValueStream: (options) => streamOf(below.db, within(options, rangeOf('item', table.ref)), jsonOf),
      };
    },
    getIndexDb: (type, name, index) => {
      const table = tableOf(below, name);
      return {
        put: (_key, _item, done) => done(null),
        del: (_key, done) => done(null),
        createValueStream: (options) => streamOf(below.db, within(options, rangeOf('index', table.ref, `${type.charAt(0).toLowerCase()}${index}`)), (json) => json),
      };
    },
  };
}

function streamOf(db: LevelDb, range: RangeOptions, json: (value: string) => string): ValueSource {
  return new ValueStream(db.values(range), (value) => JSON.parse(json(value)) as unknown);
}

/** An action has asked for the table before; it can have been deleted in the same moment. */
function tableOf(below: ItemsBelow, name: string): TableShape {
  const table = below.find(name);
  if (!table) throw notFound();
  return table;
}

function notFound(): DynaliteError {
  return Object.assign(new Error('Requested resource not found'), { statusCode: 400, body: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'Requested resource not found' } });
}
