import type { Place } from '../../../service.ts';

/** An item, attribute values in wire form: `{pk: {S: 'a'}}`. */
export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** JSON of a request or an answer as it goes over the wire. */
export type Json = Readonly<Record<string, unknown>>;

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface IndexShape {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; readonly NonKeyAttributes?: readonly string[] };
}

/** What the engine must know of a table to keep its items; member names as in the API, because expressions are evaluated against it. */
export interface TableShape {
  /** Names the table's items for ever: a later table of the same name has another one. */
  readonly ref: string;
  readonly TableName: string;
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: 'S' | 'N' | 'B' }[];
  readonly KeySchema: readonly KeyElement[];
  readonly GlobalSecondaryIndexes?: readonly IndexShape[];
  readonly LocalSecondaryIndexes?: readonly IndexShape[];
  /** Attribute with the expiry time; null while time to live is off. */
  readonly ttlAttribute: string | null;
}

/** What the engine asks the control plane for while it writes. */
export interface TableDirectory {
  /** A table that serves items at this moment; null for none. */
  find(name: string): TableShape | null;
  /** Whether an image that was in force from a moment (drill time) until now may be restored one day. */
  keeps(ref: string, fromMicros: number): boolean;
  /** An item was written that expires at this moment. */
  expires(ref: string, atSeconds: number): void;
}

export type ItemOperation = 'PutItem' | 'GetItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem' | 'BatchGetItem' | 'Query' | 'Scan' | 'TransactWriteItems' | 'TransactGetItems';

export interface Size {
  readonly items: number;
  readonly bytes: number;
}

export interface TableSize extends Size {
  readonly indexes: Readonly<Record<string, Size>>;
}

/** One item of a table as it was at a position. */
export interface Image {
  readonly key: string;
  readonly json: string;
}

/** A state of a table to be read: everything written at or before `positionMicros`; with `below` only the items whose keys sort before it. */
export interface Position {
  readonly ref: string;
  readonly positionMicros: number;
  readonly below?: string | null;
}

/** The items of all tables of one account in one region. What it has acknowledged survives SIGKILL, and so does its history. */
export interface ItemStore {
  /** Carries out a request as DynamoDB does. Throws ItemRefusal. */
  perform(operation: ItemOperation, input: Json): Promise<Json>;
  size(ref: string): TableSize;
  /** A moment that no write acknowledged so far lies after, and every later write does; the directory must keep what it needs from then on. */
  mark(): number;
  /** Resolves when every write begun so far is kept. */
  settled(): Promise<void>;
  /** The items of a position, in parts, in no particular order. */
  images(position: Position): AsyncIterable<readonly Image[]>;
  /** Puts images into a table that nobody uses yet. */
  load(table: TableShape, images: AsyncIterable<readonly Image[]>): Promise<Size>;
  /** Removes items and indexes of a table, with `history` also what they once were. */
  clear(ref: string, what?: { readonly history: boolean }): Promise<void>;
  /** Builds a global index that writes already keep up. */
  buildIndex(table: TableShape, indexName: string): Promise<void>;
  dropIndex(ref: string, indexName: string): Promise<void>;
  /** Finds the expiry times of all items, for a table whose time to live was just switched on. */
  buildExpiry(table: TableShape): Promise<void>;
  dropExpiry(ref: string): Promise<void>;
  /** Deletes what has expired; the number of items deleted. */
  expire(table: TableShape, nowSeconds: number): Promise<number>;
  /** Earliest expiry of a table, in epoch seconds. */
  nextExpiry(ref: string): Promise<number | null>;
  /** Forgets images that nothing needs any more; how many are left. */
  trim(ref: string, needed: (fromMicros: number, untilMicros: number) => boolean): Promise<number>;
  close(): Promise<void>;
}

/** The name of an error, without its namespace. */
export function codeIn(body: Json): string {
  return String(body['__type'] ?? '').split('#').at(-1) ?? '';
}

/** What an error says; DynamoDB writes it large or small. */
export function messageIn(body: Json): string {
  return String(body['message'] ?? body['Message'] ?? '');
}

/** One store for each account and region, opened when it is first used. */
export interface ItemEngine {
  store(place: Place): Promise<ItemStore>;
  close(): Promise<void>;
}

/** A request refused as DynamoDB refuses it; `body` goes over the wire as it is. */
export class ItemRefusal extends Error {
  readonly body: Json;
  readonly status: number;

  constructor(body: Json, status = 400) {
    super(messageIn(body));
    this.name = 'ItemRefusal';
    this.body = body;
    this.status = status;
  }
}
