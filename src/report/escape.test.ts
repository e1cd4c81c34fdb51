import * as fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { visible } from '#kit/visible';
import { code, prose } from './escape.ts';

const hostile = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: fc.constantFrom(...'|`*_[](){}<>&#!~\\-+.:/@"\'\n\r\t \u202e\u0000\u001b\ufeff'), maxLength: 40 }), fc.constantFrom('<script>alert(1)</script>', '[x](javascript:1)', '![](http://x)', 'a|b', '``` ` ```', '&lt;', 'https://evil.example', 'www.evil.example', '@team', '\u001b[2J', 'x\\u{202e}'));

describe('text in Markdown', () => {
  it('stays text, whatever it holds, and says the same', () => {
    fc.assert(fc.property(hostile, (text) => {
      const [paragraph, ...rest] = fromMarkdown(`x${prose(text)}x`).children;
      expect(rest).toEqual([]);
      expect(paragraph).toMatchObject({ type: 'paragraph', children: [{ type: 'text', value: `x${visible(text)}x` }] });
    }), { numRuns: 500 });
  });

  it('cannot open a table cell, a link of any kind or a mention', () => {
    for (const text of ['a|b', 'https://evil.example', 'www.evil.example', '@team', 'WWW.x.y']) expect(prose(text)).not.toMatch(/(^|[^\\])\||:\/\/|www\.|@/i);
  });
});

describe('names in Markdown', () => {
  it('stay one piece of code, whatever they hold, and cannot open a table cell', () => {
    fc.assert(fc.property(hostile, (text) => {
      const out = code(text);
      expect(out).not.toContain('|');
      const [paragraph, ...rest] = fromMarkdown(`x ${out} x`).children;
      expect(rest).toEqual([]);
      if (text !== '') expect(paragraph).toMatchObject({ children: [{ type: 'text' }, { type: 'inlineCode' }, { type: 'text' }] });
    }), { numRuns: 500 });
  });

  it('show what would hide or reorder them', () => {
    expect(code('a\u202eb`c|d\u0007\n')).toBe('`a\\u{202e}b\\u{60}c\\u{7c}d\\u{7}\\u{a}`');
    expect(visible('\ud800x\u200b')).toBe('\\u{d800}x\\u{200b}');
  });
});
