import { expect, it } from 'vitest';
import { parseExactly } from '#kit/exact-json';
import { documentDigest } from './document-digest.ts';

const digest = (text: string): string => documentDigest(parseExactly(text)).sha256;

it('does not mind the order of fields, and minds everything else', () => {
  expect(digest('{"a":1,"b":{"x":[1,2],"y":null}}')).toBe(digest('{"b":{"y":null,"x":[1,2]},"a":1}'));
  const others = ['{"a":1}', '{"a":2}', '{"a":"1"}', '{"a":[1]}', '{"a":1,"b":null}', '{"A":1}', '{"a":[2,1]}', '{"a":[1,2]}'].map(digest);
  expect(new Set(others).size).toBe(others.length);
});

it('tells numbers apart that a double cannot', () => {
  expect(digest('{"a":9007199254740993}')).not.toBe(digest('{"a":9007199254740992}'));
  expect(digest('{"a":12345678901234567890}')).not.toBe(digest('{"a":12345678901234567891}'));
});
