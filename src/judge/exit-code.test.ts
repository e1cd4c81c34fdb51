import { describe, expect, it } from 'vitest';
import { EXIT } from '#contract/errors';
import { exitCodeOf, worstExitCode } from './exit-code.ts';

describe('exit codes', () => {
  it.each(['pass', 'fail-objective', 'fail-integrity', 'inconclusive', 'aborted', 'refused', 'fail-not-recovered'] as const)('of %s are those of the contract, and 7 whenever it could not be put back', (verdict) => {
    expect(exitCodeOf(verdict, true)).toBe(EXIT[verdict]);
    expect(exitCodeOf(verdict, false)).toBe(7);
  });

  it('of several runs are the worst in the order 7 > 6 > 2 > 1 > 3 > 4 > 5 > 0', () => {
    const order = [7, 6, 2, 1, 3, 4, 5, 0];
    for (let worst = 0; worst < order.length; worst += 1) expect(worstExitCode(order.slice(worst).reverse())).toBe(order[worst]);
    expect(worstExitCode([])).toBe(0);
  });

  it('let usage, internal errors and a second signal win over all of them', () => {
    for (const code of [64, 70, 130, 143]) expect(worstExitCode([7, code, 0])).toBe(code);
  });
});
