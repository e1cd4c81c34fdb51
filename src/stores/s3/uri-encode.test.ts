import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyKey, HOSTILE } from './testing/hostile-keys.ts';
import { canonicalQuery, decodeListed, encodeKey, encodeQuery } from './uri-encode.ts';

describe('uri encoding', () => {
  test('keeps slashes and dot segments, encodes everything that is not unreserved', () => {
    expect(encodeKey('../a//b c+d%é!*\'()')).toBe('../a//b%20c%2Bd%25%C3%A9%21%2A%27%28%29');
  });

  test('any key comes back from its encoding and uses only unreserved characters', () => {
    fc.assert(fc.property(anyKey(), (key) => {
      const encoded = encodeKey(key);
      expect(encoded).toMatch(/^(?:[A-Za-z0-9\-._~/]|%[0-9A-F]{2})*$/);
      expect(decodeURIComponent(encoded)).toBe(key);
      expect(encodeQuery(key)).not.toContain('/');
    }));
  });

  test('a plus in a listing is a space, an encoded one a plus', () => {
    expect(decodeListed('a+b%2Bc')).toBe('a b+c');
    for (const key of HOSTILE) expect(decodeListed(encodeKey(key))).toBe(key);
  });

  test('half a surrogate pair is refused by name', () => {
    expect(() => encodeKey('a\uD800')).toThrow(expect.objectContaining({ code: 's3.KeyNotUtf8' }));
  });

  test('a query is sorted by name and leaves out what is not set', () => {
    expect(canonicalQuery({ versions: '', 'max-keys': '10', prefix: undefined, 'key-marker': 'a/b' })).toBe('key-marker=a%2Fb&max-keys=10&versions=');
  });
});
