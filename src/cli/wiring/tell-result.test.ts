import { describe, expect, it } from 'vitest';
import type { RunSummary } from '#contract/run-summary';
import type { Terminal } from '../terminal.ts';
import type { CarriedOut } from './carry-out.ts';
import type { NotRun } from './series-end.ts';
import { tellResults } from './tell-result.ts';

function told(width: number, integrity: { missing: number; different: number; unexpected: number }, missing: readonly NotRun[] = []): readonly string[] {
  const lines: string[] = [];
  const terminal = { cwd: '/data', live: true, columns: () => width, out: (line: string) => { lines.push(line); } } as unknown as Terminal;
  const summary = {
    verdict: 'fail-integrity', target: { kind: 'sandbox' }, rta: { seconds: 60 }, rpa: { seconds: null }, putBack: { ok: true, left: [], commands: [] },
    stores: [{ rpaWorst: { seconds: 3600 }, integrity: { expected: 9, strength: 'full-hash', ...integrity } }],
    reasons: [{ code: 'integrity.missing', text: '2 missing of 9 expected, such as "\u202eevil"', store: 'DR-S5' }],
  } as unknown as RunSummary;
  tellResults(terminal, [{ run: { number: 7, id: '0007-x-y', folder: '/data/results/0007-x-y' }, summary, putBackOk: true, lost: null } satisfies CarriedOut], missing);
  return lines;
}

describe('the last lines of a run', () => {
  it('are a table with what is wrong by kind, then the report and the reasons, with no sign that could turn the text', () => {
    expect(told(120, { missing: 2, different: 0, unexpected: 3 })).toEqual([
      '',
      'RUN       VERDICT                    RECOVERED IN  LOST          WORST LOSS  INTEGRITY',
      '0007-x-y  rehearsal: fail-integrity  1 min         not measured  1 h         2 missing, 3 unexpected of 9',
      '',
      '0007-x-y: report in results/0007-x-y/report.md',
      '  - 2 missing of 9 expected, such as "\\u{202e}evil" (integrity.missing)',
    ]);
  });

  it('name every drill that the series did not come to, in the table and with the reason', () => {
    const lines = told(120, { missing: 0, different: 0, unexpected: 0 }, [{ scenario: 'efs-loss', variant: 'new', mutation: null, why: '0007-x-y could not be put back' }]);
    expect(lines[3]).toBe('efs-loss --variant new  not run');
    expect(lines.at(-1)).toBe('efs-loss --variant new: NOT RUN: 0007-x-y could not be put back');
  });

  it('are one value a line where the table would be cut, and sentences are wrapped', () => {
    const lines = told(50, { missing: 0, different: 0, unexpected: 0 });
    expect(lines.slice(1, 7)).toEqual(['RUN           0007-x-y', 'VERDICT       rehearsal: fail-integrity', 'RECOVERED IN  1 min', 'LOST          not measured', 'WORST LOSS    1 h', 'INTEGRITY     all 9 (full-hash)']);
    expect(lines.slice(-2)).toEqual(['  - 2 missing of 9 expected, such as', '    "\\u{202e}evil" (integrity.missing)']);
  });
});
