import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicateKeys } from './find-duplicate-keys.ts';

const paths = (source: string): readonly string[] => findDuplicateKeys(source).map((one) => one.path);

describe('duplicate keys of object literals', () => {
  it('are found with path, line and column, however they are quoted', () => {
    expect(findDuplicateKeys("export default {\n  a: { 'b': 1, \"b\": 2 },\n};")).toEqual([{ path: 'a.b', line: 2, column: 16 }]);
    expect(paths('export default defineConfig({ list: [{ id: 1 }, { id: 2, id: 3 }] });')).toEqual(['list[1].id']);
    expect(paths("const x = { '\\u0061': 1, a: 2 };")).toEqual(['a']);
  });

  it('are not seen in comments, strings, templates and regular expressions', () => {
    expect(paths('const x = { a: 1, /* a: 2 */ b: "a: 1, a: 2", // a: 3\n c: `{ a: 1, a: 2 }`, d: /[{]a: 1, a:/ };')).toEqual([]);
  });

  it('are not confused by blocks, calls, types and nested objects of the same keys', () => {
    expect(paths('interface A { a: string } function f(a: number) { const b = a ? { a } : { a: 1 }; return b; }')).toEqual([]);
    expect(paths('export default { a: { id: 1 }, b: { id: 2 }, id: f(1, 2, id) };')).toEqual([]);
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => { findDuplicateKeys(text); }));
  });

  it('finds every duplicate of a generated object and none in one with unique keys', () => {
    const key = fc.stringMatching(/^[a-z]{1,6}$/);
    fc.assert(fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 8 }), fc.nat(), (keys, pick) => {
      const twice = keys[pick % keys.length] ?? '';
      const body = keys.map((one) => `${one}: { value: ${one.length} }`).join(', ');
      expect(paths(`export default { outer: { ${body} } };`)).toEqual([]);
      expect(paths(`export default { outer: { ${body}, '${twice}': 0 } };`)).toEqual([`outer.${twice}`]);
    }));
  });
});
