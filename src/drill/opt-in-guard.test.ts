import { expect, test } from 'vitest';
import { optInGuard } from './opt-in-guard.ts';

test('only the exact opt-in tag allows, unreadable tags never do', () => {
  const wanted = { key: 'dr-drill', value: 'allowed' };
  expect(optInGuard({ 'dr-drill': 'allowed', other: 'x' }, wanted).ok).toBe(true);
  for (const tags of [null, {}, { 'dr-drill': '' }, { 'dr-drill': 'Allowed' }, { 'DR-drill': 'allowed' }, { 'dr-drill': 'allowed ' }]) expect(optInGuard(tags, wanted).ok).toBe(false);
  expect(optInGuard({ '': '' }, { key: '', value: '' }).ok).toBe(false);
  expect(optInGuard({}, { key: 'toString', value: String(Object.prototype.toString) }).ok).toBe(false);
});
