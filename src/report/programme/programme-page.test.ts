import { expect, it } from 'vitest';
import type { ProgrammeState } from '#contract/programme';
import { programmePage } from './programme-page.ts';

const run = { number: 4, id: '0004-rds-loss', startedAt: '2026-10-03T08:00:00.000000Z', verdict: 'pass' } as const;
const HOSTILE = '</title><script>alert(1)</script>\u202E"x';
const state: ProgrammeState = {
  schema: 'redrill.programme/1', at: '2026-11-22T12:00:00.000000Z', platform: HOSTILE,
  drills: [
    { entry: 'a', scenario: 'rds-loss', variant: null, every: 'quarterly', stores: ['DR-S1'], status: 'done', why: 'Fine.', dueSince: null, needAt: null, needBy: null, nextAt: '2027-01-01T03:00:00.000000Z', lastRun: run, lastPass: run, freshUntil: '2027-01-08T03:00:00.000000Z', people: { operator: 'ops', approver: null, reviewer: 'risk' } },
    { entry: 'b', scenario: 'efs-loss', variant: HOSTILE, every: 'P30D', stores: ['DR-S4'], status: 'overdue', why: `Late. ${HOSTILE}`, dueSince: null, needAt: null, needBy: null, nextAt: null, lastRun: null, lastPass: null, freshUntil: null, people: { operator: HOSTILE, approver: null, reviewer: null } },
  ],
  stores: [{ id: 'DR-S1', title: 'Database' }, { id: 'DR-S4', title: HOSTILE }],
  coverage: [{ store: 'DR-S1', scenario: 'rds-loss', state: 'fresh', lastPass: run }, { store: 'DR-S4', scenario: 'efs-loss', state: 'never', lastPass: null }],
  findings: [{ id: 'F-1', severity: 'high', title: HOSTILE, scenario: 'rds-loss', store: 'DR-S1', first: run, last: run, ageDays: 50, owner: HOSTILE, due: '2026-11-20', overdueDays: 2 }],
  problems: [HOSTILE],
};

it('the page says in words what is late first, what is covered and how old findings are', () => {
  const page = programmePage(state);
  expect(page).toContain('2 drills: 1 done, 0 due, 1 overdue, 0 stale, 0 planned.');
  expect(page.indexOf('>OVERDUE<')).toBeLessThan(page.indexOf('>DONE<'));
  expect(page).toContain('<span class="mark">NEVER</span>');
  expect(page).toContain('2026-10-03, run 4');
  expect(page).toContain('<td>50 d</td>');
  expect(page).toContain('2026-11-20, <span class="mark">OVERDUE 2 d</span>');
});

it('hostile names stay text: nothing is loaded, run, hidden or reordered', () => {
  const page = programmePage(state);
  expect(page).not.toMatch(/<script|<\/title>.*<\/title>/s);
  expect(page).not.toContain('\u202E');
  expect(page).not.toMatch(/\ssrc=|href="(?!#)/);
  expect(page).toContain("default-src 'none'");
  expect(page).toBe(programmePage(structuredClone(state)));
});
