import { PageScanner } from '#stores/dynamodb/page-scanner';
import type { WireValue } from '#stores/dynamodb/wire-item';

/** A key attribute as a table's definition has it. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

/** The hash of a key by its values' texts: the one that a scan gives for the item. */
export function keyHashOf(key: readonly KeyAttribute[], values: readonly string[]): number {
  const item = Object.fromEntries(key.map(({ name, type }, i) => [name, { [type]: values[i] ?? '' } as unknown as WireValue]));
  let found = 0;
  new PageScanner({ key: key.map(({ name }) => name) }).scan(Buffer.from(JSON.stringify({ Item: item })), (passing) => { found = passing.keyHash(); });
  return found;
}

/** The values of a key from an item's name (`itemName`). */
export function parseItemName(name: string): readonly string[] {
  const values = [''];
  for (let i = 0; i < name.length; i += 1) {
    const c = name[i] ?? '';
    if (c === '/') values.push('');
    else {
      if (c === '\\') i += 1;
      values[values.length - 1] += c === '\\' ? (name[i] ?? '') : c;
    }
  }
  return values;
}
