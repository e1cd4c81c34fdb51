import type { PageScanner, PassingItem } from './page-scanner.ts';
import type { WireItem } from './wire-item.ts';

export interface ScanOptions {
  readonly scanner: PageScanner;
  /** Parts that a scan is cut into; as many are read at once as throttling allows. */
  readonly segments?: number;
  readonly consistent?: boolean;
  /** Ends each segment after its first page, of so many items at most: a look, not a scan. */
  readonly limit?: number;
  /** Only items whose partition key (a text attribute) begins like this. */
  readonly prefix?: { readonly attribute: string; readonly begins: string };
  /** Only these attributes: cheaper to read through, as dear to DynamoDB. */
  readonly only?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface Scanned {
  readonly items: number;
  readonly pages: number;
  /** Bytes of the answers. */
  readonly bytes: number;
}

/** One item of a transaction: a condition may stop the whole of it. */
export type TransactAction =
  | { readonly Put: { readonly TableName: string; readonly Item: WireItem; readonly ConditionExpression?: string } }
  | { readonly Delete: { readonly TableName: string; readonly Key: WireItem; readonly ConditionExpression?: string } }
  | { readonly Update: { readonly TableName: string; readonly Key: WireItem; readonly UpdateExpression: string; readonly ConditionExpression?: string; readonly ExpressionAttributeNames?: Readonly<Record<string, string>>; readonly ExpressionAttributeValues?: WireItem } };

/** An item to put, or the key of one to delete. */
export type BatchEntry = { readonly put: WireItem } | { readonly delete: WireItem };

/**
 * The fast data plane of DynamoDB: lean signed requests, concurrency that adapts to throttling (AIMD), retries on throttling, resets and 5xx.
 * Errors are `RedrillError` with code `dynamodb.<AWS code>` (dynamodb.ResourceNotFoundException ...).
 */
export interface DynamoDb {
  /** Passes every item of a table, in no order; each page is read through as it comes and kept nowhere. */
  scan(table: string, options: ScanOptions, each: (item: PassingItem) => void): Promise<Scanned>;
  get(table: string, key: WireItem, options?: { readonly consistent?: boolean }): Promise<WireItem | null>;
  /** Consistent reads in batches of 100: items in the order of their keys, null for those that are not there. No key may come twice. */
  getMany(table: string, keys: readonly WireItem[]): Promise<readonly (WireItem | null)[]>;
  put(table: string, item: WireItem): Promise<void>;
  /** Gives back what was deleted; null for nothing. */
  delete(table: string, key: WireItem): Promise<WireItem | null>;
  /** All or nothing; `token` makes it happen once however often it is sent. */
  transact(actions: readonly TransactAction[], token: string): Promise<void>;
  /** Puts and deletes in batches of 25, several in flight; what DynamoDB leaves unprocessed is sent again. No key may come twice. */
  writeMany(table: string, entries: Iterable<BatchEntry>, options?: { readonly signal?: AbortSignal }): Promise<number>;
  close(): Promise<void>;
}
