import * as fc from 'fast-check';

/** Keys that break careless clients: path-like, empty segments, encodings, RTL, astral, XML and URL syntax, 1,024 bytes. */
export const HOSTILE: readonly string[] = [
  '../up', '../../etc/passwd', './here', '.', '..', 'a/../b', 'a/./b', '/lead', '//', 'a//b', 'a/', 'a b', ' a', 'a ', 'a+b', 'a%20b', '%', '%2F', '%25', 'a?b=c', 'a#b', 'a&b', '<key>', '"q"', "it's", 'a\\b',
  'semi;colon', 'key=value', '@', ':', '$', ',', '!*()', '~', 'שלום', '\u202Eevil', 'e\u0301', 'é', '日本語', '😀', '\uFFFD', '\uE000', '\u{10FFFF}', 'tab\there', 'line\nbreak', 'cr\rhere', ']]>', '<![CDATA[', 'a'.repeat(1024), 'é'.repeat(512),
];

/** Any key S3 accepts: 1 to 1,024 bytes of UTF-8 without NUL. */
export function anyKey(): fc.Arbitrary<string> {
  const wild = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter((key) => key.isWellFormed() && !key.includes('\0'));
  return fc.oneof(fc.constantFrom(...HOSTILE), wild, fc.string({ minLength: 1, maxLength: 30 }));
}
