import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeSorted } from './merge-sorted.ts';
import { compareUtf8 } from './utf8-order.ts';

async function* stream(keys: readonly string[]): AsyncGenerator<{ key: string }> {
  for (const key of keys) yield { key };
}

const sorted = (keys: readonly string[]): string[] => [...new Set(keys)].sort(compareUtf8);

it('pairs every key of either stream exactly once, also where code units and bytes sort differently', async () => {
  const key = fc.string({ unit: fc.constantFrom('a', '/', 'ü', '\uFF21', '\uE000', '\u{1F9EC}'), minLength: 1, maxLength: 4 });
  await fc.assert(fc.asyncProperty(fc.array(key), fc.array(key), async (a, b) => {
    const [left, right] = [sorted(a), sorted(b)];
    const seen: string[] = [];
    for await (const pair of mergeSorted(stream(left), stream(right))) {
      expect(pair.left !== null).toBe(left.includes(pair.key));
      expect(pair.right !== null).toBe(right.includes(pair.key));
      seen.push(pair.key);
    }
    expect(seen).toEqual(sorted([...left, ...right]));
  }));
});
