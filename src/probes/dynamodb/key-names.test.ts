import fc from 'fast-check';
import { expect, it } from 'vitest';
import { itemName } from '#stores/dynamodb/item-name';
import { markKey, parseMarkKey } from '#stores/dynamodb/mark-key';
import { parseItemName } from './key-hash.ts';

it('reads back what it wrote, in tables with a sort key and without', () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z0-9#-]{1,30}$/), fc.nat(), (series, seq) => {
    const both = markKey(['pk', 'sk'], series, seq) as { pk: { S: string }; sk: { S: string } };
    const one = markKey(['id'], series, seq) as { id: { S: string } };
    expect(parseMarkKey(both.pk.S, both.sk.S)).toEqual({ series, seq });
    expect(parseMarkKey(one.id.S, null)).toEqual({ series, seq });
  }));
  expect([parseMarkKey('workspace#1', '000000000001'), parseMarkKey('_redrill_beacon#a', 'canary'), parseMarkKey('_redrill_beacon#a', '12')]).toEqual([null, null, null]);
});

it('names items so that the key can be read back, whatever is in it', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 2 }), (key) => { expect(parseItemName(itemName(key))).toEqual(key); }));
});
