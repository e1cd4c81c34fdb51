import { describe, expect, it } from 'vitest';
import type { FindingState } from '#contract/findings';
import type { ReportInput, RunContext } from '#contract/reporting';
import { finalProblems } from './final-problems.ts';
import { htmlReport } from './html/report-html.ts';
import { markdownReport } from './markdown.ts';
import { summarise } from './summarise.ts';
import { storyInput } from '#evidence/testing/report-input';

const people = (change: object = {}) => ({ people: { operator: 'ann', approver: 'ben', reviewer: 'eve', declareAfterSeconds: 600, noticeWithinSeconds: 600, ...change } });
const SLOW = { detectedAfter: 240, pointEvery: 18_000 };

/** The input with the register's word on each of its findings. */
function withRegister(input: ReportInput, change: Partial<FindingState>, more: readonly FindingState[] = [], final = false): ReportInput {
  const findings = [...input.judgement.findings.map((finding): FindingState => ({ ...stateOf(finding.id), title: finding.title, severity: finding.severity, store: finding.store, ...change })), ...more];
  const context: RunContext = { schema: 'redrill.context/1', previous: null, attempts: { total: 1, byEnd: {} }, register: { record: input.record.sha256, findings }, ...(final ? { final: { at: '2026-11-08T10:00:00Z' } } : {}) };
  return { ...input, context };
}

function stateOf(id: string): FindingState {
  return { id, severity: 'high', title: 'a gap', scenario: 's3-bucket-deletion', store: null, state: 'open', owner: null, due: null, overdueDays: 0, seen: [7], retested: [], accepted: null, closedBy: null };
}

const problems = (input: ReportInput): readonly string[] => finalProblems(input, summarise(input));

describe('what stands against a final report', () => {
  it('is each finding without an owner or a due date, with the command that mends it', () => {
    const input = storyInput({ ...SLOW, started: people() });
    const [finding] = input.judgement.findings;
    expect(finding).toBeDefined();
    expect(problems(input)).toHaveLength(input.judgement.findings.length);
    expect(problems(input)[0]).toContain(`redrill findings assign ${finding?.id} --owner <who> --due <day>`);
    expect(problems(withRegister(input, { owner: 'ann' }))[0]).toMatch(/has not a due date: .* --due <day>/);
    expect(problems(withRegister(input, { owner: 'ann', due: '2026-11-30' }))).toEqual([]);
    expect(problems(withRegister(input, { state: 'accepted', accepted: { by: 'cto', until: '2026-12-31', why: 'cheap' } }))).toEqual([]);
  });

  it('is a sign-off that is missing, and a reviewer who operated', () => {
    expect(problems(withRegister(storyInput({ ...SLOW, started: people({ reviewer: null, approver: ' ' }) }), { owner: 'ann', due: '2026-11-30' }))).toEqual([expect.stringContaining('no approver'), expect.stringContaining('no reviewer')]);
    expect(problems(withRegister(storyInput({ ...SLOW, started: people({ reviewer: 'Ann ' }) }), { owner: 'ann', due: '2026-11-30' }))).toEqual([expect.stringContaining('is the operator')]);
  });

  it('is a number, a claim or a path that leads nowhere', () => {
    const input = withRegister(storyInput({ ...SLOW, started: people() }), { owner: 'ann', due: '2026-11-30' });
    const cut = { ...input, files: [], events: input.events.filter(({ type }) => type !== 'integrity.read' && type !== 'manifest.taken' && type !== 'witnesses.read') };
    expect(problems(cut)).toContainEqual(expect.stringContaining('"content" of DR-S5 has no path'));
    const claim = { ...input, judgement: { ...input.judgement, claims: [{ id: 'DR-C2', result: 'refuted' as const, why: 'x', evidence: null }, { id: 'DR-C3', result: 'refuted' as const, why: 'x', evidence: 'events.ndjson#seq=99999' }] } };
    expect(problems(claim)).toEqual(['claim DR-C2 (refuted) has no path into the record', 'the path events.ndjson#seq=99999 leads nowhere']);
  });
});

describe('findings in the report', () => {
  it('stand with owner, date and state, and earlier ones with their retest', () => {
    const base = storyInput({ ...SLOW, started: people() });
    const before = [{ ...stateOf('F-00000001'), seen: [4], retested: [7], owner: 'ben', due: '2026-10-01' }, { ...stateOf('F-00000002'), seen: [3], retested: [5] }, { ...stateOf('F-00000003'), state: 'closed' as const, seen: [2], retested: [4], closedBy: 4 }];
    const input = withRegister(base, { owner: 'ann', due: '2026-10-31', overdueDays: 8, seen: [5, 7] }, before);
    const text = markdownReport(input, summarise(input));
    expect(text).toMatch(/\| ann +\| 2026-10-31 +\| open, seen in 2 runs, OVERDUE 8 days +\|/);
    expect(text).toMatch(/F-00000001 .*looked at in this run, not seen .*\| ben +\| 2026-10-01/);
    expect(text).toMatch(/F-00000002 .*not seen in 0005; not looked at here/);
    expect(text).toMatch(/F-00000003 .*closed by run 0004/);
    expect(text).toContain('): ann, by 2026-10-31, OVERDUE 8 days.');
  });

  it('are a draft until they are final, in Markdown and HTML', () => {
    const base = storyInput({ ...SLOW, started: people() });
    const [draft, final] = [withRegister(base, {}), withRegister(base, {}, [], true)];
    expect(markdownReport(draft, summarise(draft))).toMatch(/^# .* DRAFT, unsigned /);
    expect(markdownReport(final, summarise(final))).toMatch(/^# .* FINAL, unsigned /);
    expect(htmlReport(final, summarise(final))).not.toContain('DRAFT');
  });

  it('cannot be made into markup by a hostile owner, reason or title', () => {
    const base = storyInput({ ...SLOW, started: people() });
    const hostile = '<script>alert(1)</script>|`\u202e\u001b[31m[x](javascript:1)';
    const input = withRegister(base, { owner: hostile, title: hostile, state: 'open' }, [{ ...stateOf('F-00000009'), title: hostile, state: 'accepted', accepted: { by: hostile, until: '2026-12-31', why: hostile } }]);
    const [text, html] = [markdownReport(input, summarise(input)), htmlReport(input, summarise(input))];
    for (const out of [text, html]) expect(out).not.toMatch(/<script>|\u202e|\u001b/);
    expect(html).not.toContain('href="javascript');
    expect(text).not.toMatch(/[^\\]\]\(javascript/);
  });
});
