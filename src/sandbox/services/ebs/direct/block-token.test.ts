import { expect, test } from 'vitest';
import type { Snapshot } from '../model.ts';
import { blockToken, expiryOf, requireBlockToken } from './block-token.ts';

const snapshot = { id: 'snap-0a', secret: 'one' } as Snapshot;

test('a block token opens its block of its snapshot for seven days and nothing else', () => {
  const now = 1_790_000_000_000_000;
  const expires = expiryOf(now);
  const token = blockToken(snapshot, 7, expires);
  const open = (over: { readonly snapshot?: Partial<Snapshot>; readonly block?: number; readonly token?: string; readonly nowMicros?: number } = {}) => () => requireBlockToken({ ...snapshot, ...over.snapshot }, { block: 7, token, nowMicros: now, ...over });
  expect(open()).not.toThrow();
  expect(expires - now).toBe(7 * 86_400_000_000);
  for (const wrong of [{ block: 8 }, { snapshot: { id: 'snap-0b' } }, { snapshot: { secret: 'two' } }, { nowMicros: expires }, { token: 'AAAA' }, { token: blockToken(snapshot, 7, expires + 1).slice(0, -2) }]) {
    expect(open(wrong)).toThrow(expect.objectContaining({ code: 'ValidationException', fields: { Reason: 'INVALID_BLOCK_TOKEN' } }));
  }
});
