import { expect, test } from 'vitest';
import { droppedOf, K6Seconds, requestOf } from './k6-series.ts';

const line = (metric: string, value: number, tags: Readonly<Record<string, string>>, time = '2026-11-22T14:40:12.500250999Z'): string =>
  JSON.stringify({ metric, type: 'Point', data: { time, value, tags } });

test('a request is dated back to when it was sent', () => {
  expect(requestOf(line('http_req_duration', 1500, { name: 'work', expected_response: 'true', status: '200' }))).toEqual({ atMs: Date.parse('2026-11-22T14:40:11.000Z') + 0.25, durationMs: 1500, failed: false, name: 'work' });
});

test.each([
  ['another metric of the same request', line('http_req_blocked', 1, {})],
  ['the declaration of the metric', JSON.stringify({ type: 'Metric', metric: 'http_req_duration', data: { type: 'trend' } })],
  ['a line that a kill cut off', line('http_req_duration', 1, { name: 'work' }).slice(0, -20)],
  ['text of a script', 'hello "metric":"http_req_duration" "type":"Point"'],
])('%s is no request', (_, text) => {
  expect(requestOf(text)).toBeNull();
});

test.each([
  [{ expected_response: 'false', status: '200' }, true],
  [{ expected_response: 'true', status: '404' }, false],
  [{ status: '503' }, true],
  [{ status: '0' }, true],
  [{ status: '302' }, false],
])('with tags %j a request failed: %s', (tags, failed) => {
  expect(requestOf(line('http_req_duration', 1, tags))?.failed).toBe(failed);
});

test('iterations that were not begun are told from everything else', () => {
  expect([droppedOf(line('dropped_iterations', 3, {})), droppedOf(line('http_req_duration', 3, {})), droppedOf(line('dropped_iterations', 3, {}).slice(0, -2))]).toEqual([3, null, null]);
});

test('seconds are drained in order, each name apart, and a late request opens its second again', () => {
  const seconds = new K6Seconds();
  for (const [atMs, durationMs, failed, name] of [[2000, 5, false, 'b'], [1000, 1, false, 'a'], [1999.9, 3, true, 'a'], [1500, 2, false, 'a'], [2500, 7, false, 'a']] as const) seconds.add({ atMs, durationMs, failed, name });
  expect(seconds.drain(2000)).toEqual([{ atMs: 1000, name: 'a', requests: 3, failed: 1, p50Ms: 2, p95Ms: 3, maxMs: 3 }]);
  seconds.add({ atMs: 1100, durationMs: 60_000, failed: true, name: 'a' });
  expect(seconds.drain().map(({ atMs, name, requests }) => [atMs, name, requests])).toEqual([[1000, 'a', 1], [2000, 'a', 1], [2000, 'b', 1]]);
  expect(seconds.drain()).toEqual([]);
});
