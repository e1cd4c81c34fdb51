import { dynaliteParts, newLock, openLevel, type DynaliteError, type Lock } from './dynalite-parts.ts';
import { dynaliteView, type ItemsBelow } from './dynalite-view.ts';
import { codeIn, ItemRefusal, type Image, type ItemOperation, type ItemStore, type Json, type Position, type Size, type TableDirectory, type TableShape } from './item-engine.ts';
import { LevelItems } from './level-items.ts';
import { buildExpiry, dropExpiry, expireItems, nextExpiry } from './level-expiry.ts';
import { imagesAt, loadImages, trimPast } from './level-history.ts';
import { buildIndex, clearTable, dropIndex } from './level-tables.ts';
import { forgetTokens } from './tokens.ts';
import { transactGet, transactWrite, type TransactionTools } from './transactions.ts';

/** Items kept by dynalite's rules in a LevelDB folder of our own layout. */
export async function openDynaliteStore({ folder, directory, nowMicros }: { readonly folder: string; readonly directory: TableDirectory; readonly nowMicros: () => number }): Promise<ItemStore> {
  const parts = dynaliteParts();
  const db = await openLevel(folder);
  const items = new LevelItems({ db, dynalite: parts.db, directory, nowMicros });
  await items.sizes.read(db);
  return new DynaliteStore({ parts, items, directory, lock: newLock(), nowMicros });
}

class DynaliteStore implements ItemStore {
  private readonly tools: TransactionTools;
  private readonly below: ItemsBelow;
  private readonly items: LevelItems;
  private readonly lock: Lock;

  constructor(tools: TransactionTools) {
    this.tools = tools;
    this.items = tools.items;
    this.lock = tools.lock;
    this.below = {
      find: (name) => tools.directory.find(name),
      lock: tools.lock,
      db: tools.items.db,
      read: (ref, key) => tools.items.read(ref, key),
      write: (table, key, change) => tools.items.write([{ table, key, ...change }]),
    };
  }

  async perform(operation: ItemOperation, input: Json): Promise<Json> {
    if (operation === 'TransactWriteItems') return transactWrite(this.tools, input);
    if (operation === 'TransactGetItems') return transactGet(this.tools, input);
    const view = dynaliteView(this.below);
    const wantsItem = input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD';
    try {
      const data = this.tools.parts.check(operation, input, view);
      try {
        return await this.tools.parts.act(operation, view, data);
      } catch (error) {
        throw wantsItem ? this.withItem(error, data) : error;
      }
    } catch (error) {
      const { body, statusCode } = error as DynaliteError;
      throw body ? new ItemRefusal(body, statusCode) : error;
    }
  }

  /** A failed condition tells the item it met, where the request wants to know. */
  private withItem(error: unknown, data: object): unknown {
    const { body } = error as DynaliteError;
    const { TableName, Key, Item } = data as { readonly TableName?: string; readonly Key?: Json; readonly Item?: Json };
    const table = body && codeIn(body) === 'ConditionalCheckFailedException' ? this.tools.directory.find(TableName ?? '') : null;
    if (!body || !table) return error;
    const stored = this.items.read(table.ref, this.tools.parts.db.createKey((Key ?? Item ?? {}) as never, table));
    return stored ? new ItemRefusal({ ...body, Item: stored.item }) : error;
  }

  size(ref: string): ReturnType<ItemStore['size']> {
    return this.items.sizes.get(ref);
  }

  mark(): number {
    return this.items.mark();
  }

  settled(): Promise<void> {
    return this.items.settled();
  }

  images(position: Position): AsyncIterable<readonly Image[]> {
    return imagesAt(this.items, position);
  }

  load(table: TableShape, images: AsyncIterable<readonly Image[]>): Promise<Size> {
    return loadImages(this.items, table, images);
  }

  clear(ref: string, what?: { readonly history: boolean }): Promise<void> {
    return clearTable(this.items, ref, what);
  }

  buildIndex(table: TableShape, indexName: string): Promise<void> {
    return buildIndex(this.tools, table, indexName);
  }

  dropIndex(ref: string, indexName: string): Promise<void> {
    return dropIndex(this.items, ref, indexName);
  }

  buildExpiry(table: TableShape): Promise<void> {
    return buildExpiry(this.items, table);
  }

  dropExpiry(ref: string): Promise<void> {
    return dropExpiry(this.items, ref);
  }

  expire(table: TableShape, nowSeconds: number): Promise<number> {
    return expireItems({ items: this.items, lock: this.lock }, table, nowSeconds);
  }

  nextExpiry(ref: string): Promise<number | null> {
    return nextExpiry(this.items, ref);
  }

  async trim(ref: string, needed: (fromMicros: number, untilMicros: number) => boolean): Promise<number> {
    await forgetTokens(this.items, this.tools.nowMicros());
    return trimPast(this.items, ref, needed);
  }

  async close(): Promise<void> {
    await this.items.settled();
    await this.items.db.close();
  }
}
