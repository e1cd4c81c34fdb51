import type { EventEmitter } from 'node:events';
import { createRequire, Module } from 'node:module';
import type { Item, Json, TableShape } from './item-engine.ts';

/** Errors as dynalite makes them: ready to be sent. */
export interface DynaliteError extends Error {
  readonly statusCode?: number;
  readonly body?: Json;
}

type Done<T = unknown> = (error: unknown, result?: T) => void;

/** A stream of values as dynalite reads a table: events `data`, `end` and `error`. */
export interface ValueSource extends EventEmitter {
  destroy(): void;
}

export interface RangeOptions {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

interface SubStore {
  lock(key: string, work: (release: (done: Done) => Done) => void): void;
  get(key: string, done: Done<Item>): void;
  put(key: string, item: Item, done: Done): void;
  del(key: string, done: Done): void;
  createValueStream(options: RangeOptions): ValueSource;
}

/** What dynalite's actions ask of a store. */
export interface DynaliteStore {
  readonly options: { readonly maxItemSize: number };
  getTable(name: string, checkStatus: unknown, done?: Done<TableShape>): void;
  getItemDb(name: string): SubStore;
  getIndexDb(type: string, table: string, index: string): Pick<SubStore, 'put' | 'del' | 'createValueStream'>;
}

/** Its helpers over items, keys and expressions. */
export interface DynaliteDb {
  createKey(item: Item, table: TableShape): string;
  validateKey(key: Item, table: TableShape): DynaliteError | undefined;
  validateKeyPaths(paths: unknown, table: TableShape): DynaliteError | undefined;
  checkConditional(data: object, existing: Item | undefined): DynaliteError | null | undefined;
  itemSize(item: Item): number;
  mapPaths(paths: unknown, item: Item): Item;
  getIndexActions(indexes: readonly object[], before: Item | null, after: Item | null, table: TableShape): { readonly puts: readonly { readonly index: string; readonly key: string; readonly item: Item }[]; readonly deletes: readonly { readonly index: string; readonly key: string }[] };
}

interface Validations {
  checkTypes(data: unknown, types: object): Json;
  checkValidations(data: object, types: object, custom: unknown, store: object): void;
}

interface ActionRules {
  readonly types: object;
  readonly custom?: unknown;
}

type Action = (store: DynaliteStore, data: object, done: Done<Json>) => void;

/** LevelDB with texts as keys and values. */
export interface LevelDb {
  open(): Promise<void>;
  close(): Promise<void>;
  getSync(key: string): string | undefined;
  batch(operations: readonly LevelChange[]): Promise<void>;
  clear(range: RangeOptions): Promise<void>;
  snapshot(): LevelSnapshot;
  iterator(options: RangeOptions & { readonly snapshot?: LevelSnapshot }): LevelIterator<[string, string]>;
  values(options: RangeOptions): LevelIterator<string>;
}

export type LevelChange = { readonly type: 'put'; readonly key: string; readonly value: string } | { readonly type: 'del'; readonly key: string };

export interface LevelSnapshot {
  close(): Promise<void>;
}

export interface LevelIterator<T> {
  nextv(size: number): Promise<readonly T[]>;
  close(): Promise<void>;
}

/** Holds keys while work is done; `release` wraps what is called at its end. */
export type Lock = (keys: string | readonly string[], work: (release: (done: () => void) => () => void) => void) => void;

const load = createRequire(import.meta.url);
const within = (): NodeJS.Require => createRequire(load.resolve('dynalite'));

/** dynalite's parts, loaded when the first table is used. It is pinned to one version, because these are its inner parts. */
export function dynaliteParts(): { readonly db: DynaliteDb; check(operation: string, input: unknown, store: DynaliteStore): object; act(operation: string, store: DynaliteStore, data: object): Promise<Json> } {
  givePlainBig();
  const db = load('dynalite/db') as DynaliteDb;
  const validations = load('dynalite/validations') as Validations;
  const rules = (operation: string): ActionRules => load(`dynalite/validations/${lowerFirst(operation)}`) as ActionRules;
  return {
    db,
    check: (operation, input, store) => {
      const { types, custom } = rules(operation);
      const data = validations.checkTypes(input, types);
      validations.checkValidations(data, types, custom, store);
      return data;
    },
    act: (operation, store, data) => new Promise((resolve, reject) => {
      const action = load(`dynalite/actions/${lowerFirst(operation)}`) as Action;
      action(store, data, (error, result) => (error ? reject(error as Error) : resolve(result ?? {})));
    }),
  };
}

/** In a process that was started with `--conditions import`, as test runners do, dynalite would get big.js as an ES module, which it cannot call; it gets the script. */
function givePlainBig(): void {
  const from = within();
  const id = from.resolve('big.js');
  if (!id.endsWith('.mjs') || from.cache[id]) return;
  from.cache[id] = Object.assign(new Module(id), { exports: from('big.js/big.js') as unknown, loaded: true });
}

/** Opens a LevelDB folder. */
export async function openLevel(folder: string): Promise<LevelDb> {
  const { Level } = within()('level') as { readonly Level: new (folder: string, options: object) => LevelDb };
  const db = new Level(folder, { keyEncoding: 'utf8', valueEncoding: 'utf8', writeBufferSize: 8 * 1024 * 1024 });
  await db.open();
  return db;
}

export function newLock(): Lock {
  return (within()('lock') as { Lock(): Lock }).Lock();
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
