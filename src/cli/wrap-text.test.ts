import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widthOf } from './plain-text.ts';
import { wrapText } from './wrap-text.ts';

describe('sentences on a narrow terminal', () => {
  it('break at spaces and hang below their first word', () => {
    expect(wrapText('  - the worst moment of the window', 16, '    ')).toEqual(['  - the worst', '    moment of', '    the window']);
    expect(wrapText('short', 80)).toEqual(['short']);
  });

  it('lose and add nothing but breaks, and no line is too long unless it is one word', () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 }), fc.integer({ min: 8, max: 60 }), (words, width) => {
      const lines = wrapText(words.join(' '), width, '  ');
      expect(lines.map((line) => line.trim()).join(' ')).toBe(words.join(' '));
      for (const line of lines) expect(widthOf(line) <= width || !line.trim().includes(' ')).toBe(true);
    }));
  });
});
