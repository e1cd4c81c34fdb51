import { expect, it } from 'vitest';
import type { ReportInput } from '#contract/reporting';
import type { Finding, RunSummary } from '#contract/run-summary';
import { decisions } from './decisions.ts';

const found = (cause: string, store: string | null, more: Partial<Finding> = {}): Finding => ({ id: `F-${cause}-${store ?? 'run'}`, severity: 'high', store, cause, title: `Title of ${cause}`, detail: '', claim: null, edit: null, ...more });
const stores = [{ id: 'DR-S1', rpaWorst: { seconds: 86_700 } }, { id: 'DR-S5', rpaWorst: { seconds: 90_000 } }];
const input = { started: { objectives: [{ source: 'documented', rpoSeconds: 86_400 }, { source: 'house', rpoSeconds: 14_400 }] } } as unknown as ReportInput;
const decide = (findings: readonly Finding[], context: object = {}): string => decisions({ ...input, context } as unknown as ReportInput, { findings, stores } as unknown as RunSummary);

it('one action stands once for all stores and targets that it answers, with its effect', () => {
  const said = decide([found('rpo-worst.documented', 'DR-S1'), found('rpo-worst.house', 'DR-S1'), found('rpo-worst.house', 'DR-S5')]);
  expect(said.trim()).toBe('1. Back up DR-S1, DR-S5 at least every 4 h, continuously where the service can: the worst loss falls from 25 h to that. Or accept it (F-rpo-worst.documented-DR-S1, F-rpo-worst.house-DR-S1, F-rpo-worst.house-DR-S5): owner and date are open.');
});

it('names three findings of an action, and how many more there are', () => {
  const said = decide(['DR-S1', 'DR-S2', 'DR-S3', 'DR-S4', 'DR-S5'].map((store) => found('stranded-writes', store)));
  expect(said).toContain('Carry over what was written to DR-S1, DR-S2, DR-S3, DR-S4, DR-S5 in the region');
  expect(said).toContain('(F-stranded-writes-DR-S1, F-stranded-writes-DR-S2, F-stranded-writes-DR-S3 and 2 more)');
});

it('only a target that is missed is asked for', () => {
  expect(decisions({ started: { objectives: [{ source: 'documented', rpoSeconds: 100_000 }, { source: 'house', rpoSeconds: 14_400 }] } } as unknown as ReportInput, { findings: [found('rpo-worst.house', 'DR-S1')], stores } as unknown as RunSummary)).toContain('at least every 4 h,');
  expect(decide([found('rpo-worst.documented', 'DR-S1')])).toContain('the worst loss falls from 24 h 5 min to that');
});

it('a kind that nobody gave words speaks by its title, less severe findings wait in their section, and five decisions are enough for a page', () => {
  expect(decide([found('odd.thing', null), found('odd.other', null, { severity: 'medium' })]).trim()).toBe('1. Title of odd.thing: accept or fix (F-odd.thing-run): owner and date are open.');
  expect(decide([found('odd', null, { severity: 'low' })])).toBe('none');
  const many = decide(Array.from({ length: 7 }, (_, n) => found(`odd.${n}`, null)));
  expect(many).toContain('5. Title of odd.4');
  expect(many).not.toContain('6. ');
  expect(many).toContain('2 more in the section Findings.');
});

it('names every setting, and who has to act until when where the register knows', () => {
  const findings = [found('posture.deletionProtection', 'DR-S1'), found('posture.tags', 'DR-S5')];
  const register = { findings: findings.map(({ id }) => ({ id, state: 'open', owner: 'ann', due: '2026-12-01', overdueDays: 0 })) };
  expect(decide(findings, { register })).toContain('(DR-S1 deletionProtection, DR-S5 tags): what is restored is then as secure as before (F-posture.deletionProtection-DR-S1, F-posture.tags-DR-S5): ann, by 2026-12-01.');
  expect(decide(findings, { register: { findings: register.findings.slice(1) } })).toContain('): 2 different states, see the section Findings.');
});
