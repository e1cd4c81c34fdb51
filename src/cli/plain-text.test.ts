import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutTo, plainText, widthOf } from './plain-text.ts';

describe('text of strangers on a terminal', () => {
  it('cannot move the cursor, ring, or turn the reading direction', () => {
    expect(plainText('a\u001b[2Jb\u0007\u202ec\r')).toBe('a\\u{1b}[2Jb\\u{7}\\u{202e}c\\u{d}');
  });

  it('has no control character left, whatever it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(plainText(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }));
  });

  it('is cut to the columns it may take, wide characters counting two', () => {
    expect(cutTo('short', 10)).toBe('short');
    expect(cutTo('日本語テキスト', 8)).toBe('日本語…');
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
      expect(widthOf(cutTo(plainText(text), columns))).toBeLessThanOrEqual(columns);
    }));
  });
});
