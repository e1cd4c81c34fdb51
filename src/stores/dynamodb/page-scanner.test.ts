import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemDigest } from './item-digest.ts';
import { PageScanner } from './page-scanner.ts';
import type { WireItem, WireValue } from './wire-item.ts';

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 70 }), fc.constantFrom('', '"quoted"', 'back\\slash', '"LastEvaluatedKey":{}', '{"S":"x"}', '\u00e9', 'e\u0301', '\u{1F9EC}', 'x'.repeat(200)));
const number = fc.oneof(fc.integer().map(String), fc.constantFrom('0', '1.0', '100', '1E2', '-0.5', '3.14159', '10'));
const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array).toString('base64'));
const { value } = fc.letrec<{ value: WireValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text.map((S) => ({ S })), number.map((N) => ({ N })), bytes.map((B) => ({ B })), fc.boolean().map((BOOL) => ({ BOOL })), fc.constant({ NULL: true as const }),
    fc.uniqueArray(text, { minLength: 1, maxLength: 5 }).map((SS) => ({ SS })), fc.uniqueArray(fc.integer().map(String), { minLength: 1, maxLength: 5 }).map((NS) => ({ NS })), fc.uniqueArray(bytes, { minLength: 1, maxLength: 4 }).map((BS) => ({ BS })),
    fc.array(tie('value'), { maxLength: 4 }).map((L) => ({ L })), fc.dictionary(text.filter((name) => name !== '__proto__'), tie('value'), { maxKeys: 5 }).map((M) => ({ M })),
  ),
}));
const item = fc.dictionary(text.filter((name) => name !== '__proto__'), value, { maxKeys: 8 });

/** The same value in other words: members of maps and sets turned round, numbers with a zero more. */
function otherwise(given: WireValue): WireValue {
  if ('M' in given) return { M: turned(given.M) };
  if ('L' in given) return { L: given.L.map(otherwise) };
  if ('SS' in given) return { SS: [...given.SS].reverse() };
  if ('BS' in given) return { BS: [...given.BS].reverse() };
  if ('NS' in given) return { NS: [...given.NS].reverse().map((one) => `${one}.0`) };
  return 'N' in given ? { N: given.N.includes('E') ? given.N : given.N.includes('.') ? `${given.N}0` : `${given.N}.00` } : given;
}

function turned(map: WireItem): WireItem {
  return Object.fromEntries(Object.entries(map).reverse().map(([name, one]) => [name, otherwise(one)]));
}

/** JSON that says the same with white space and escapes wherever they are allowed. */
function verbose(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2).replaceAll(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('/', '\\/');
}

function digests(page: string, scanner = new PageScanner({ key: [] })): readonly string[] {
  const found: string[] = [];
  scanner.scan(Buffer.from(page), ({ canonical }) => { found.push(hash('sha256', canonical, 'hex')); });
  return found;
}

describe('the canonical form of an item', () => {
  it('is the same however the item is written', () => {
    fc.assert(fc.property(item, (one) => {
      const page = JSON.stringify({ Items: [one] });
      expect(digests(JSON.stringify({ Items: [turned(one)] }))).toEqual(digests(page));
      expect(digests(verbose(page))).toEqual(digests(page));
    }));
  });

  it('differs for items that differ, also in nothing but a type or the place of a border', () => {
    const pairs: readonly (readonly [WireItem, WireItem])[] = [
      [{ a: { S: '1' } }, { a: { N: '1' } }], [{ a: { S: 'YQ==' } }, { a: { B: 'YQ==' } }], [{ a: { SS: ['ab', 'c'] } }, { a: { SS: ['a', 'bc'] } }], [{ a: { L: [{ S: 'a' }, { S: 'b' }] } }, { a: { L: [{ S: 'b' }, { S: 'a' }] } }],
      [{ a: { L: [{ L: [{ S: 'a' }] }, { S: 'b' }] } }, { a: { L: [{ L: [{ S: 'a' }, { S: 'b' }] }] } }], [{ a: { NULL: true } }, {}], [{ a: { M: {} } }, { a: { L: [] } }], [{ a: { S: '\u00e9' } }, { a: { S: 'e\u0301' } }], [{ a: { BOOL: true } }, { a: { BOOL: false } }],
    ];
    for (const [a, b] of pairs) expect(itemDigest(a).sha256).not.toBe(itemDigest(b).sha256);
    fc.assert(fc.property(item, fc.string(), (one, mark) => { expect(itemDigest({ ...one, 'redrill-mark': { S: mark } }).sha256).not.toBe(itemDigest(one).sha256); }));
  });
});

describe('a page', () => {
  it('gives its items one by one with the key, and the place to go on at byte for byte', () => {
    const page = '{"Count":2,"ScannedCount":9,"Items":[{"pk":{"S":"a\\"b"},"LastEvaluatedKey":{"S":"no"}},{"n":{"N":"7.50"},"pk":{"S":"c"}}] , "LastEvaluatedKey" : {"pk": {"S":"a\\/b"}} }';
    const scanner = new PageScanner({ key: ['pk'], also: ['n'] });
    const seen: unknown[] = [];
    const end = scanner.scan(Buffer.from(page), (passing) => { seen.push([passing.text(0), passing.text(1), passing.begins(0, 'a'), passing.begins(0, 'ab')]); });
    expect([seen, end]).toEqual([[['a"b', null, true, false], ['c', '75E-1', false, false]], { items: 2, lastKey: '{"pk": {"S":"a\\/b"}}' }]);
    expect(scanner.scan(Buffer.from('{"Count":0,"Items":[]}'), () => undefined)).toEqual({ items: 0, lastKey: null });
  });

  it.each(['', '{"Items":[', '{"Items":[{"a":{"Q":"1"}}]}', '{"Items":[{"a":{"S":"1}}]}', '{"Items":[{"a":"1"}]}', '{"Items":[{"a":{"BOOL":1}}]}', 'no JSON at all'])('that is none is refused: %j', (page) => {
    expect(() => digests(page)).toThrow(/is not what its protocol says/);
  });
});
