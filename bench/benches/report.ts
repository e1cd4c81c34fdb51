import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { markdownTable } from 'markdown-table';
import type { RunEvent } from '#contract/events';
import { isoMicros, microsOf } from '#kit/time';
import { buildRun } from '#record/testing/build-run';
import { editRun, writeRun } from '#record/testing/run-builder';
import { platformHtml } from '#report/html/platform-html';
import { summarise } from '#report/summarise';
import { richInput } from '#evidence/testing/report-input';
import type { Bench, BenchResult } from '../harness/bench.ts';
import { median } from '../harness/table.ts';

const EVENTS = 100_000;
const LIMITS = { seconds: 2, megabytes: 200, pageBytes: 1_000_000 } as const;

/** All formats but PDF from a record of 100,000 events, measured and judged anew as `redrill report` does it; and the one page of a series of ten. */
export const report: Bench = {
  name: 'report',
  async *run({ rounds }) {
    const folder = mkdtempSync(join(tmpdir(), 'redrill-bench-'));
    try {
      await writeRun(join(folder, '0007-x'), longRun());
      const all: Rendered[] = [];
      for (let round = 0; round < rounds; round += 1) all.push(await renderOnce(join(folder, '0007-x')));
      yield tableOf(all);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** What one process of its own says that reads the folder and renders every format. */
interface Rendered {
  readonly readSeconds: number;
  readonly renderSeconds: number;
  readonly renderCpuSeconds: number;
  readonly readMegabytes: number;
  readonly peakMegabytes: number;
  readonly sizes: Readonly<Record<string, number>>;
}

async function renderOnce(folder: string): Promise<Rendered> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-semi-space-size=4', '--conditions=redrill-source', new URL('../servers/render-report.ts', import.meta.url).pathname, folder], { maxBuffer: 1e6 });
  return JSON.parse(stdout) as Rendered;
}

function tableOf(all: readonly Rendered[]): BenchResult {
  const middle = (key: 'readSeconds' | 'renderSeconds' | 'renderCpuSeconds' | 'readMegabytes' | 'peakMegabytes'): number => median(all.map((one) => one[key]));
  const page = platformHtml({ runs: Array.from({ length: 10 }, (_, at) => ({ input: richInput(), folder: `000${at}-x` })).map((run) => ({ ...run, summary: summarise(run.input) })), notRun: [], coverage: [], stores: [] });
  const rows = [
    ['reading the record', `${middle('readSeconds').toFixed(2)} s`, '', ''],
    ['measured, judged and rendered, by the clock', `${middle('renderSeconds').toFixed(2)} s`, '', ''],
    ['measured, judged and rendered, time of the processor', `${middle('renderCpuSeconds').toFixed(2)} s`, `${LIMITS.seconds} s`, middle('renderCpuSeconds') < LIMITS.seconds ? 'yes' : 'NO'],
    ['memory of the process once the record is read', `${middle('readMegabytes').toFixed(0)} MB`, '', ''],
    ['memory at the peak, with the record in it', `${middle('peakMegabytes').toFixed(0)} MB`, `${LIMITS.megabytes} MB`, middle('peakMegabytes') < LIMITS.megabytes ? 'yes' : 'NO'],
    ['one page for ten scenarios', `${(page.length / 1000).toFixed(0)} kB`, `${LIMITS.pageBytes / 1000} kB`, page.length < LIMITS.pageBytes ? 'yes' : 'NO'],
    ...Object.entries(all[0]?.sizes ?? {}).map(([file, size]) => [`size of ${file}`, `${(size / 1000).toFixed(0)} kB`, '', '']),
  ];
  return { title: `all formats but PDF from ${EVENTS} events`, notes: ['effects, guards and looks make up most of the record, as in a long drill; each round is a process of its own, with the young generation that bin/redrill.mjs gives to a report'], table: markdownTable([['what', 'measured', 'limit', 'within'], ...rows]), data: { all, page: page.length } };
}

/** A drill whose recovery took very many effects. */
function longRun(): ReturnType<typeof buildRun> {
  const run = buildRun({});
  const at = run.events.findIndex(({ type, data }) => type === 'step.started' && 'n' in data && data.n === 2);
  const from = run.events[at];
  if (from === undefined) throw new Error('the fake run has a second step');
  const more = Array.from({ length: EVENTS - run.events.length }, (_, n): RunEvent => ({ ...from, at: isoMicros(microsOf(from.at) + n), mono: from.mono + 1, type: FILL[n % FILL.length]?.type, data: FILL[n % FILL.length]?.data(n) }) as unknown as RunEvent);
  return editRun(run, (events) => [...events.slice(0, at + 1), ...more, ...events.slice(at + 1)]);
}

const FILL: readonly { readonly type: string; readonly data: (n: number) => unknown }[] = [
  { type: 'guard.checked', data: () => ({ guard: 'lease', ok: true, detail: 'held by this run' }) },
  { type: 'effect.intended', data: (n) => ({ effect: `4-recover/copy/${n}`, token: `t${n}`, destructive: false, what: `copy part ${n} of portal-files back` }) },
  { type: 'effect.confirmed', data: (n) => ({ effect: `4-recover/copy/${n - 1}`, by: 'act', result: { parts: 1 } }) },
  { type: 'probe.read', data: () => ({ store: 'DR-S5', probe: 's3.ready', result: 'fail', detail: 'not yet' }) },
];
