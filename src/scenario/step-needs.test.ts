import { describe, expect, it } from 'vitest';
import type { RunbookStep } from '#contract/runbook';
import { laneProblems } from './lane-problems.ts';
import { stepNeeds } from './step-needs.ts';

const step = (n: number, extra: Partial<RunbookStep> = {}): RunbookStep => ({ n, title: `step ${n}`, line: n, uses: 'x.y', with: {}, as: null, lane: null, after: [], release: false, manual: null, shell: null, ...extra });
const needs = (...steps: readonly RunbookStep[]): Record<number, readonly number[]> => Object.fromEntries(stepNeeds(steps));

describe('stepNeeds', () => {
  it('lets each step of a document without lanes wait for the one before it', () => {
    expect(needs(step(1), step(2), step(3))).toEqual({ 1: [], 2: [1], 3: [2] });
  });

  it('runs lanes side by side between two steps without one', () => {
    expect(needs(step(1), step(2, { lane: 'a' }), step(3, { lane: 'b' }), step(4, { lane: 'a' }), step(5), step(6))).toEqual({ 1: [], 2: [1], 3: [1], 4: [2], 5: [4, 3], 6: [5] });
  });

  it('lets a lane wait for the end of another one that it names', () => {
    expect(needs(step(1), step(2, { lane: 'a' }), step(3, { lane: 'a' }), step(4, { lane: 'b', after: ['a'] }), step(5, { lane: 'b' }))).toMatchObject({ 4: [1, 3], 5: [4] });
  });

  it('lets a step wait for the one whose outputs it uses, in whatever lane', () => {
    expect(needs(step(1, { lane: 'a', as: 'back' }), step(2, { lane: 'a' }), step(3, { lane: 'b', with: { at: '$back.moment' } }))).toMatchObject({ 3: [1] });
  });

  it('begins lanes anew after a step without one', () => {
    expect(needs(step(1, { lane: 'a' }), step(2), step(3, { lane: 'a' }))).toEqual({ 1: [], 2: [1], 3: [2] });
  });
});

describe('laneProblems', () => {
  it('refuses to wait for a lane that no step above is in', () => {
    expect(laneProblems(step(2, { lane: 'b', after: ['a'] }), [step(1)])).toEqual(['after: no step of a lane "a" stands above, since the last step without a lane']);
  });

  it('refuses a lane that goes on below a step that waits for its end', () => {
    expect(laneProblems(step(3, { lane: 'a' }), [step(1, { lane: 'a' }), step(2, { lane: 'b', after: ['a'] })])).toEqual(['lane: step 2 waits for the end of lane a, and this step goes on with it below; put it above step 2']);
  });

  it('refuses "after" without a lane, and a lane that waits for itself', () => {
    expect(laneProblems(step(2, { after: ['a'] }), [step(1, { lane: 'a' })])).toHaveLength(1);
    expect(laneProblems(step(2, { lane: 'a', after: ['a'] }), [step(1, { lane: 'a' })])).toHaveLength(1);
  });
});
