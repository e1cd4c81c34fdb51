import { expect, it } from 'vitest';
import { sameBytes } from './same-bytes.ts';

const md5 = '"0cc175b9c0f1b6a831c399e269772661"';

it('compares ETags only where both are digests of the bytes', () => {
  expect(sameBytes({ etag: md5, sizeBytes: 1 }, { etag: md5.replaceAll('"', ''), sizeBytes: 1 })).toBe(true);
  expect(sameBytes({ etag: md5, sizeBytes: 1 }, { etag: '"1cc175b9c0f1b6a831c399e269772661"', sizeBytes: 1 })).toBe(false);
  expect(sameBytes({ etag: md5, sizeBytes: 1 }, { etag: '"1cc175b9c0f1b6a831c399e269772661-2"', sizeBytes: 1 })).toBe(true);
  expect(sameBytes({ etag: md5, sizeBytes: 1 }, { etag: md5, sizeBytes: 2 })).toBe(false);
});
