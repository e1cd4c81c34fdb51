import { expect, it } from 'vitest';
import { pointsOf } from './source-points.ts';

const SECOND = 1_000_000;
const BEGIN = 1_790_000_000 * SECOND;
const mark = (seq: number, atSeconds: number, series = 'run'): { series: string; seq: number; atMicros: number } => ({ series, seq, atMicros: BEGIN + atSeconds * SECOND });

it('makes a point of marks at most ten seconds apart, each with all that had landed by then, and one of what came before', () => {
  const marks = [mark(1, 0, 'history'), mark(2, 900, 'history'), ...Array.from({ length: 61 }, (_, n) => mark(n + 1, 4000 + n))];
  const points = pointsOf('bucket/prefix', marks);
  expect(points.map(({ createdAt }) => Date.parse(createdAt) / 1000 - BEGIN / SECOND)).toEqual([900, 4000, 4010, 4020, 4030, 4040, 4050, 4060]);
  expect(points.at(-1)).toMatchObject({ madeBy: 'schedule', status: 'completed', found: [{ series: 'history', ranges: [[1, 2]] }, { series: 'run', ranges: [[1, 61]] }] });
  expect(points[2]?.found).toEqual([{ series: 'history', ranges: [[1, 2]] }, { series: 'run', ranges: [[1, 11]] }]);
  expect(points.every(({ claimedUntil }) => claimedUntil === undefined)).toBe(true);
});

it('tells the hole that files taken back have left', () => {
  const holed = [mark(1, 0), mark(2, 1), mark(9, 600), mark(10, 601)];
  expect(pointsOf('b/p', holed).at(-1)?.found).toEqual([{ series: 'run', ranges: [[1, 2], [9, 10]] }]);
  expect(pointsOf('b/p', [])).toEqual([]);
});
