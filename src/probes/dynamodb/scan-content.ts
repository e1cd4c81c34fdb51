import { hash } from 'node:crypto';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Binding, DrillContext } from '#contract/modules';
import { describeTable, isGoing, keyOf } from '#stores/dynamodb/describe-table';
import { itemName } from '#stores/dynamodb/item-name';
import { MARK_PREFIX } from '#stores/dynamodb/mark-key';
import { PageScanner } from '#stores/dynamodb/page-scanner';
import { withItems } from '#stores/dynamodb/with-dynamodb';
import { bucketOf } from './buckets.ts';
import type { KeyAttribute } from './key-hash.ts';
import type { SavedItem } from './saved-item.ts';

/** One item as it passes by. */
export interface Passing {
  readonly bucket: number;
  readonly sizeBytes: number;
  /** SHA-256 as a string of 32 characters, one per byte. */
  digest(): string;
  saved(): SavedItem;
}

/** The key attributes of a table with their types, the partition key first. */
export function keyAttributes(table: TableDescription): readonly KeyAttribute[] {
  return keyOf(table).map((name) => {
    const type = table.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
    return { name, type: type === 'N' || type === 'B' ? type : 'S' };
  });
}

/** Passes every item of a store's table but marks, as the observer. False where there is no table. */
export async function scanContent(context: DrillContext, { resource, region }: Pick<Binding, 'resource' | 'region'>, { timeToLive, each }: { readonly timeToLive: string | null; readonly each: (item: Passing) => void }): Promise<boolean> {
  const access = context.targets.access('drill-observer', region);
  const table = await describeTable(access, resource);
  if (isGoing(table)) return false;
  const key = keyOf(table);
  const scanner = new PageScanner({ key, also: timeToLive === null ? [] : [timeToLive] });
  const text = (i: number): string => scanner.text(i) ?? '';
  const expires = (): number | null => (timeToLive === null ? null : secondsOf(scanner.text(key.length)));
  const passing = {
    bucket: 0,
    sizeBytes: 0,
    digest: () => hash('sha256', scanner.canonical, 'binary'),
    saved: (): SavedItem => ({ name: itemName(key.map((_, i) => text(i))), sha256: hash('sha256', scanner.canonical, 'hex'), sizeBytes: scanner.canonical.length, expires: expires() }),
  };
  await withItems(access, (items) => items.scan(resource, { scanner, signal: context.signal }, () => {
    if (scanner.begins(0, MARK_PREFIX)) return;
    passing.bucket = bucketOf(scanner.keyHash());
    passing.sizeBytes = scanner.canonical.length;
    each(passing);
  }));
  return true;
}

/** Epoch seconds of a time to live; DynamoDB deletes by nothing else than a number. */
function secondsOf(text: string | null): number | null {
  if (text === null || !/^-?\d+(E\d+)?$/.test(text)) return null;
  return Number(text);
}
