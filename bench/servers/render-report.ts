import { dirname } from 'node:path';
import { readRun } from '#evidence/conclude';
import { judgeRun } from '#judge/judge-run';
import { measureRun } from '#measure/measure-run';
import { readBeacons } from '#record/read-record';
import { RENDERERS } from '#report/reporting';
import { summarise } from '#report/summarise';

/** Reads one run's folder, renders every format once, and says on standard output what that took. */
const folder = process.argv[2] ?? '';
const began = performance.now();
const input = await readRun(folder, dirname(folder));
const beacons = await readBeacons(folder);
const read = performance.now();
const readMegabytes = process.memoryUsage().rss / 1e6;
const cpu = process.cpuUsage();
const measurement = measureRun(input.events, beacons);
const fresh = { ...input, measurement, judgement: judgeRun(input.started, input.events, measurement) };
const summary = summarise(fresh);
const times: Record<string, number> = {};
const sizes = Object.fromEntries(RENDERERS.map(({ file, render }) => {
  const from = performance.now();
  const size = render(fresh, summary).length;
  times[file] = Math.round(performance.now() - from);
  return [file, size];
}));
const spent = process.cpuUsage(cpu);
process.stdout.write(JSON.stringify({ readSeconds: (read - began) / 1000, renderSeconds: (performance.now() - read) / 1000, renderCpuSeconds: (spent.user + spent.system) / 1e6, readMegabytes, peakMegabytes: process.resourceUsage().maxRSS / 1000, sizes, times }));
