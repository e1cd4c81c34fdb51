import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '#kit/digest';
import { BLOCK_BYTES } from './block-geometry.ts';
import { snapshotDigests } from './snapshot-digests.ts';
import { startFakeDirect, type FakeDirect } from './testing/fake-direct.ts';

let fake: FakeDirect;
afterEach(() => fake.close());

const digestOf = (fill: number): string => sha256(Buffer.alloc(BLOCK_BYTES, fill));
const read = (range = { from: 0, to: 30_000 }): ReturnType<typeof snapshotDigests> => snapshotDigests({ access: fake.access, snapshotId: 'snap-0123', range, options: { retry: { baseMs: 1, capMs: 4 } } });

describe('a snapshot that is read block by block', () => {
  it('gives a digest of every block but those of zeros, from pages that are listed side by side', async () => {
    fake = await startFakeDirect(new Map([[0, 1], [1, 2], [5, 0], [9_999, 3], [10_000, 4], [25_000, 5]]));
    expect([...(await read())]).toEqual([[0, digestOf(1)], [1, digestOf(2)], [9_999, digestOf(3)], [10_000, digestOf(4)], [25_000, digestOf(5)]]);
    expect([...(await read({ from: 1, to: 10_000 })).keys()]).toEqual([1, 9_999]);
  });

  it('loses no block when EBS throttles, and asks for fewer at once', async () => {
    fake = await startFakeDirect(new Map(Array.from({ length: 200 }, (_, index) => [index, 1 + (index % 250)])));
    fake.room = 4;
    const digests = await read();
    expect(digests.size).toBe(200);
    expect(fake.counts.throttled).toBeGreaterThan(0);
    expect(fake.counts.blocks).toBe(200);
  });

  it('fetches a block again whose bytes differ from their checksum, and never takes it as it is', async () => {
    fake = await startFakeDirect(new Map([[3, 9]]));
    fake.spoilt.set(3, 2);
    expect([...(await read())]).toEqual([[3, digestOf(9)]]);
    fake.spoilt.set(3, 99);
    await expect(read()).rejects.toMatchObject({ code: 'ebs.BlockDamaged', message: expect.stringContaining('block 3 of snapshot snap-0123') as string });
  });
});
