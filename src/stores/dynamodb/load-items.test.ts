import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { RedrillError } from '#kit/redrill-error';
import type { BatchEntry, DynamoDb } from './dynamodb.ts';
import { loadItems } from './load-items.ts';
import type { WireItem } from './wire-item.ts';

const folder = mkdtempSync(join(tmpdir(), 'redrill-items-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A table that refuses a whole request for one item in it, as BatchWriteItem does, and stops at the first refusal. */
function table(refuse: (item: WireItem) => string | null = () => null): { readonly kept: Map<string, WireItem>; readonly requests: number[]; load(...lines: readonly string[]): ReturnType<typeof loadItems> } {
  const kept = new Map<string, WireItem>();
  const requests: number[] = [];
  const writeMany = (_table: string, entries: Iterable<BatchEntry>): Promise<number> => {
    const all = [...entries].flatMap((entry) => ('put' in entry ? [entry.put] : []));
    for (let from = 0; from < all.length; from += 25) {
      const request = all.slice(from, from + 25);
      requests.push(request.length);
      const code = request.map(refuse).find((one) => one !== null);
      if (code != null) return Promise.reject(new RedrillError(`dynamodb.${code}`, 'no such item here', { actor: 'platform' }));
      for (const item of request) kept.set(JSON.stringify(item['pk']), item);
    }
    return Promise.resolve(all.length);
  };
  return {
    kept,
    requests,
    load: (...lines) => {
      const file = join(folder, 'items.ndjson');
      writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
      return loadItems({ writeMany } as unknown as DynamoDb, { table: 't', key: ['pk'], files: [file] });
    },
  };
}

const numbered = (from: number, to: number): readonly string[] => Array.from({ length: to - from }, (_, i) => `{"pk":"${from + i}"}`);

it('names each item that the table refuses by file and line, and writes all the others', async () => {
  const { kept, requests, load } = table((item) => (item['bad'] === undefined ? null : 'ValidationException'));
  const loaded = await load(...numbered(0, 40), '{"pk":"x","bad":1}', 'no json', ...numbered(40, 2500), '{"pk":"y","bad":1}');
  expect(loaded).toEqual({ count: 2500, problems: ['items.ndjson:42: is not JSON: Unexpected token \'o\', "no json" is not valid JSON', 'items.ndjson:41: the table refuses it: no such item here', 'items.ndjson:2503: the table refuses it: no such item here'] });
  expect([kept.size, kept.has('{"S":"x"}')]).toEqual([2500, false]);
  expect(requests.length).toBeLessThan(300);
});

it('stops at a refusal that is not about an item, so that a table that is gone is told once', async () => {
  const { load } = table(() => 'ResourceNotFoundException');
  await expect(load(...numbered(0, 3))).rejects.toMatchObject({ code: 'dynamodb.ResourceNotFoundException' });
});

it('keeps every digit of every number, in plain and in typed items', async () => {
  const { kept, load } = table();
  await load('{"pk":"a","n":12345678901234567890,"l":[0.1234567890123456789,{"m":-1.5}],"s":"12345678901234567890"}', '{"pk":{"S":"b"},"n":{"N":"12345678901234567890123456789012345678"}}');
  expect(kept.get('{"S":"a"}')).toEqual({ pk: { S: 'a' }, n: { N: '12345678901234567890' }, l: { L: [{ N: '0.1234567890123456789' }, { M: { m: { N: '-1.5' } } }] }, s: { S: '12345678901234567890' } });
  expect(kept.get('{"S":"b"}')?.['n']).toEqual({ N: '12345678901234567890123456789012345678' });
});

it('writes the later of two lines of one key, also where the key is one number written in two ways', async () => {
  const { kept, load } = table();
  const loaded = await load('{"pk":9007199254740993,"v":"old"}', '{"pk":9007199254740992,"v":"other"}', '{"pk":{"N":"9007199254740993.0"},"v":{"S":"new"}}');
  expect(loaded).toEqual({ count: 2, problems: [] });
  expect([...kept.values()].map((item) => item['v'])).toEqual([{ S: 'new' }, { S: 'other' }]);
});
