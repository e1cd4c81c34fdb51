import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { childText, escapeXml, fitsXml, parseXml } from './xml.ts';

describe('strict XML parser', () => {
  test('reads nested elements, attributes, entities, CDATA, comments and empty elements', () => {
    const root = parseXml('<?xml version="1.0"?>\n<a x="1>2"><!-- c --><b>1 &lt; 2 &#x41;&#66;</b><c><![CDATA[<raw>&]]></c><d/></a>\n');
    expect(childText(root, 'b')).toBe('1 < 2 AB');
    expect(childText(root, 'c')).toBe('<raw>&');
    expect(childText(root, 'd')).toBe('');
    expect(childText(root, 'e')).toBeNull();
  });

  test.each(['', 'text', '<a>', '<a></b>', '<a/><b/>', '<a>&nope;</a>', '<a>&amp</a>', '<a>&#xZZ;</a>', '<a>&#1114112;</a>', '<!DOCTYPE a><a/>', '<a', '<a b="', '</a>', '<a/>x', '<a><![CDATA[x</a>', '<1/>'])('refuses %j', (text) => {
    expect(() => parseXml(text)).toThrow(SyntaxError);
  });

  test('any proper prefix of a document is refused', () => {
    const text = '<a><b>x &amp; y</b><c/></a>';
    for (let i = 0; i < text.length; i += 1) expect(() => parseXml(text.slice(0, i))).toThrow(SyntaxError);
  });

  test('what XML can carry survives escaping', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }).filter((text) => fitsXml(text)), (text) => {
      expect(parseXml(`<k>${escapeXml(text)}</k>`).text).toBe(text);
    }));
  });
});
