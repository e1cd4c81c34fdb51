import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergePages, mergeSorted } from './merge-sorted.ts';
import type { Keyed } from './merge-sorted.ts';
import { anyKey } from './testing/hostile-keys.ts';

const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const sortedKeys = fc.uniqueArray(anyKey(), { maxLength: 30 }).map((keys) => [...keys].sort(bytes));

async function* each(keys: readonly string[], onReturn?: () => void): AsyncGenerator<Keyed> {
  try {
    for (const key of keys) yield { key };
  } finally {
    onReturn?.();
  }
}

async function* paged(keys: readonly string[], size: number): AsyncGenerator<readonly Keyed[]> {
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
  return [...new Set([...left, ...right])].sort(bytes).map((key) => ({ key, left: left.includes(key) ? { key } : null, right: right.includes(key) ? { key } : null }));
}

describe('merge of two sorted listings', () => {
  test('pairs equal keys and keeps every other key on its side, in byte order', async () => {
    await fc.assert(fc.asyncProperty(sortedKeys, sortedKeys, async (left, right) => {
      expect(await collect(mergeSorted(each(left), each(right)))).toEqual(expected(left, right));
    }));
  });

  test('pages of any size, empty ones too, give the same', async () => {
    await fc.assert(fc.asyncProperty(sortedKeys, sortedKeys, fc.integer({ min: 1, max: 7 }), async (left, right, size) => {
      const pages = await collect(mergePages(paged(left, size), paged(right, size + 1)));
      expect(pages.flat()).toEqual(expected(left, right));
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
