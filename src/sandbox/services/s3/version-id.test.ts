import { assert, maxSafeNat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { makeVersionId, seqOfVersionId } from './version-id.ts';

test('a version id has S3\'s form, hides its number and gives it back', () => {
  assert(property(maxSafeNat(), (any) => {
    const seq = any % 2 ** 48;
    const id = makeVersionId(seq);
    expect(id).toMatch(/^[\w.]{32}$/);
    expect(seqOfVersionId(id)).toBe(seq);
    expect(makeVersionId(seq)).not.toBe(id);
  }));
});

test.each(['', 'null', 'short', 'x'.repeat(33), `${'x'.repeat(31)}-`])('"%s" is no version id', (text) => {
  expect(seqOfVersionId(text)).toBeNull();
});
