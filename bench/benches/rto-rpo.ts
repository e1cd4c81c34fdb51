import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { request } from 'undici';
import { markdownTable } from 'markdown-table';
import { monoMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';
import { watchOutages } from '#probes/load/outage-watch';
import type { Bench } from '../harness/bench.ts';
import { median } from '../harness/table.ts';

const OUTAGE_MS = 3_000;
const WARM_MS = 1_200;
const PEER_MS = 1_000;
const SETTLE_MS = 1_300;

type How = 'killed' | 'hung';

/** One outage of known length: how far off redrill's watch and a curl-style loop were, both watching the same one. */
interface Trial {
  readonly how: How;
  readonly redrillErrorMs: number;
  readonly loopErrorMs: number;
  /** Whether the reported interval holds the moment at which the service took requests again. */
  readonly held: boolean;
  readonly cpuShare: number;
}

/** A known outage of three seconds, watched by redrill and by the usual loop that asks once a second. */
export const rtoRpo: Bench = {
  name: 'rto-rpo',
  async *run({ rounds }) {
    const trials: Trial[] = [];
    const repeats = Math.max(2, rounds * 2);
    for (let i = 0; i < repeats; i += 1) for (const how of ['killed', 'hung'] as const) trials.push(await trial(how));
    const healthy = await healthyCpuShare();
    yield {
      title: 'rto-rpo: error of a measured outage of 3 s', data: { trials, healthy },
      table: markdownTable([['outage', 'trials', 'redrill median error ms (max)', '1 s loop median error ms (max)', 'ratio', 'interval held the truth', 'goal'], ...(['killed', 'hung'] as const).map((how) => rowOf(how, trials))], { align: ['l', 'r', 'r', 'r', 'r', 'r', 'l'] }),
      notes: [
        'the truth: the moment at which the service says that it listens again (killed and begun anew), or is continued (hung)',
        `CPU of a watching process: ${(healthy * 100).toFixed(2)} % of a core while the service is healthy (goal: at most 1 % on average), ${(median(trials.map(({ cpuShare }) => cpuShare)) * 100).toFixed(1)} % while it is down, both watchers and the bench itself included`,
      ],
    };
  },
};

function rowOf(how: How, trials: readonly Trial[]): string[] {
  const own = trials.filter((one) => one.how === how);
  const errors = own.map(({ redrillErrorMs }) => Math.abs(redrillErrorMs));
  const peers = own.map(({ loopErrorMs }) => Math.abs(loopErrorMs));
  const shown = (values: readonly number[]): string => `${median(values).toFixed(1)} (${Math.max(...values).toFixed(0)})`;
  return [how, String(own.length), shown(errors), shown(peers), `${(median(peers) / median(errors)).toFixed(0)}x`, `${own.filter(({ held }) => held).length} of ${own.length}`, how === 'killed' ? '<= 20 ms, >= 40x' : '<= 50 ms, >= 12x'];
}

async function trial(how: How): Promise<Trial> {
  const port = await freePort();
  const url = new URL(`http://127.0.0.1:${port}/`);
  let service = await startService(port);
  // Begun at a random moment of its second, as any loop is.
  await realSleep(Math.random() * PEER_MS);
  const loop = secondLoop(url);
  const watch = watchOutages({ url });
  await realSleep(WARM_MS);
  const cpu = process.cpuUsage();
  const struck = monoMicros();
  await strike(service, how);
  await realSleep(OUTAGE_MS);
  if (how === 'killed') service = await startService(port);
  else service.kill('SIGCONT');
  const back = monoMicros();
  const used = process.cpuUsage(cpu);
  const cpuShare = (used.user + used.system) / (monoMicros() - struck);
  await realSleep(SETTLE_MS);
  const [outage] = await watch.stop();
  const loopUp = await loop.stop(struck);
  service.kill('SIGKILL');
  await once(service, 'exit');
  if (outage?.up == null || loopUp === null) throw new Error(`the outage was not seen (${how})`);
  return { how, redrillErrorMs: (outage.up[1] - back) / 1000, loopErrorMs: (loopUp - back) / 1000, held: outage.up[0] <= back && outage.up[1] >= back - TOLD_MICROS, cpuShare };
}

/** A service that was begun anew tells over a pipe that it listens; by then a probe may have been answered. */
const TOLD_MICROS = 30_000;

async function strike(service: ChildProcess, how: How): Promise<void> {
  if (how === 'hung') {
    service.kill('SIGSTOP');
    return;
  }
  service.kill('SIGKILL');
  await once(service, 'exit');
}

/** What people write: ask, wait a second, ask again; it is back when an answer is good. */
function secondLoop(url: URL): { stop(struck: number): Promise<number | null> } {
  const answers: { readonly good: boolean; readonly at: number }[] = [];
  const state = { stopped: false };
  const run = async (): Promise<void> => {
    while (!state.stopped) {
      const good = await ask(url, PEER_MS);
      answers.push({ good, at: monoMicros() });
      await realSleep(PEER_MS);
    }
  };
  const running = run();
  return {
    stop: async (struck) => {
      state.stopped = true;
      await running;
      const bad = answers.findIndex(({ good, at }) => !good && at > struck);
      return answers.slice(bad).find(({ good }) => good)?.at ?? null;
    },
  };
}

async function ask(url: URL, patienceMs: number): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(patienceMs) });
    await body.dump();
    return statusCode < 500;
  } catch {
    // Down, for whatever reason.
    return false;
  }
}

const HEALTHY_MS = 5_000;

async function healthyCpuShare(): Promise<number> {
  const port = await freePort();
  const service = await startService(port);
  const watch = watchOutages({ url: new URL(`http://127.0.0.1:${port}/`) });
  await realSleep(WARM_MS);
  const cpu = process.cpuUsage();
  const began = monoMicros();
  await realSleep(HEALTHY_MS);
  const used = process.cpuUsage(cpu);
  const share = (used.user + used.system) / (monoMicros() - began);
  await watch.stop();
  service.kill('SIGKILL');
  await once(service, 'exit');
  return share;
}

async function startService(port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', `require('http').createServer((q, r) => r.end('ok')).listen(${port}, '127.0.0.1', () => process.stdout.write('up'))`], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
