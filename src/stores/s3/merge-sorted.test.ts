import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeSorted } from './merge-sorted.ts';
import type { Keyed } from './merge-sorted.ts';
import { anyKey } from './testing/hostile-keys.ts';
import { compareUtf8 } from './utf8-order.ts';

const tricky = fc.string({ unit: fc.constantFrom('a', '/', 'ü', '\uFF21', '\uE000', '\u{1F9EC}'), minLength: 1, maxLength: 4 });
const sortedKeys = fc.uniqueArray(fc.oneof(anyKey(), tricky), { maxLength: 30 }).map((keys) => [...keys].sort(compareUtf8));

async function* each(keys: readonly string[], onReturn?: () => void): AsyncGenerator<Keyed> {
  try {
    for (const key of keys) yield { key };
  } finally {
    onReturn?.();
  }
}

async function* paged(keys: readonly string[], size: number): AsyncGenerator<readonly Keyed[]> {
  yield [];
  for (let i = 0; i < keys.length; i += size) yield keys.slice(i, i + size).map((key) => ({ key }));
}

async function* broken(): AsyncGenerator<Keyed> {
  yield { key: 'a' };
  throw new Error('listing failed');
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function expected(left: readonly string[], right: readonly string[]): unknown[] {
  return [...new Set([...left, ...right])].sort(compareUtf8).map((key) => ({ key, left: left.includes(key) ? { key } : null, right: right.includes(key) ? { key } : null }));
}

describe('merge of two sorted listings', () => {
  test('pairs every key of either side exactly once, also where code units and bytes sort differently', async () => {
    await fc.assert(fc.asyncProperty(sortedKeys, sortedKeys, async (left, right) => {
      expect(await collect(mergeSorted(each(left), each(right)))).toEqual(expected(left, right));
    }));
  });

  test('pages of any size, empty ones too, give the same', async () => {
    await fc.assert(fc.asyncProperty(sortedKeys, sortedKeys, fc.integer({ min: 1, max: 7 }), async (left, right, size) => {
      expect(await collect(mergeSorted(paged(left, size), paged(right, size + 1)))).toEqual(expected(left, right));
    }));
  });

  test('leaving early ends both sources', async () => {
    const ended: string[] = [];
    for await (const pair of mergeSorted(each(['a', 'b', 'c'], () => ended.push('left')), each(['a', 'b'], () => ended.push('right')))) if (pair.key === 'a') break;
    expect(ended.sort()).toEqual(['left', 'right']);
  });

  test('a side that is not sorted is an error, never a wrong pairing', async () => {
    await expect(collect(mergeSorted(each(['b', 'a']), each(['a', 'b'])))).rejects.toMatchObject({ code: 's3.NotSorted' });
  });

  test('an error of one side reaches the reader', async () => {
    await expect(collect(mergeSorted(broken(), each(['a', 'b'])))).rejects.toThrow('listing failed');
  });
});
