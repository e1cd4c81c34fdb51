import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASON_CODES, codePart, verdictOfCode } from './reason-codes.ts';

const PAGE = readFileSync(new URL('../../docs/reference/reason-codes.md', import.meta.url), 'utf8');

describe('reason codes', () => {
  it.each(REASON_CODES)('$code stands in the reference page with its verdict and its meaning', ({ code, verdict, means }) => {
    expect(PAGE).toContain(`| \`${code}\` | ${verdict} | ${means} |`);
  });

  it('of the reference page are all known', () => {
    const listed = [...PAGE.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]);
    expect(listed).toEqual(REASON_CODES.map((entry) => entry.code));
  });

  it('that nobody knows never mean a pass', () => {
    for (const code of ['', 'pass', 'unheard-of', 'integrity', 'rto']) expect(verdictOfCode(code)).toBe('inconclusive');
  });

  it('of a family take the verdict of the family', () => {
    expect([verdictOfCode('rto-missed.house'), verdictOfCode('rpo-missed.documented.worst'), verdictOfCode('reading.points'), verdictOfCode('refused.account'), verdictOfCode('aborted.signal')]).toEqual(['fail-objective', 'fail-objective', 'inconclusive', 'refused', 'aborted']);
  });

  it('take any name as a part without breaking the dots', () => {
    expect([codePart('House set'), codePart('identity drill-operator'), codePart('a.b|c'), codePart('…')]).toEqual(['house-set', 'identity-drill-operator', 'a-b-c', 'unnamed']);
  });
});
