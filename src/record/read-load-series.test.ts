import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LoadReading } from '#contract/user-service';
import { sha256 } from '#kit/digest';
import { readLoadSeries } from './read-load-series.ts';

const TEXT = '{"atMs":1000,"requests":20,"failed":1,"p95Ms":3}\n{"atMs":2000,"requests":20,"failed":0,"p95Ms":2}\n';
const LOAD: LoadReading = { tool: 'k6', ratePerSecond: 20, realSeconds: 2, requests: 40, failed: 1, dropped: 0, latencyMs: { p50: 1, p95: 2, p99: 3 }, series: 'load/series.ndjson', seriesSha256: sha256(TEXT) };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-series-'));
  mkdirSync(join(folder, 'load'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a series is read as the record was closed with, and not at all when it is another one', async () => {
  writeFileSync(join(folder, 'load/series.ndjson'), TEXT);
  expect(await readLoadSeries(folder, LOAD)).toEqual([expect.objectContaining({ atMs: 1000, failed: 1 }), expect.objectContaining({ atMs: 2000, p95Ms: 2 })]);
  writeFileSync(join(folder, 'load/series.ndjson'), TEXT.replace('"failed":1', '"failed":0'));
  expect(await readLoadSeries(folder, LOAD)).toBeNull();
  expect(await readLoadSeries(folder, { ...LOAD, series: 'load/none.ndjson' })).toBeNull();
  const { seriesSha256: _, ...older } = LOAD;
  expect(await readLoadSeries(folder, older)).toBeNull();
});
