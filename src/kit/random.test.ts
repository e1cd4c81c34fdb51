import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';

describe('seeded chance', () => {
  it('is the same for the same seed and another for another', () => {
    const draw = (seed: string): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('is spread evenly over ten tenths', () => {
    const random = seededRandom('spread');
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 20_000; i += 1) { const tenth = Math.floor(random() * 10); counts[tenth] = (counts[tenth] ?? 0) + 1; }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });
});
