import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { RedrillError } from '#kit/redrill-error';
import { after } from '#kit/wall-clock';
import { signal as send } from '../exact-process.ts';
import type { ExactProcess } from '../exact-process.ts';
import { supervise } from '../supervise.ts';
import { droppedOf, K6Seconds, requestOf } from './k6-series.ts';
import type { K6Request, K6Second } from './k6-series.ts';

export interface RunK6Input {
  readonly bin: string;
  /** An ordinary k6 script; imports beside it work. */
  readonly script: string;
  /** What the script reads from `__ENV`. */
  readonly env: Readonly<Record<string, string>>;
  /** File that gets one line of JSON for each second and name (K6Second), as the run goes on. */
  readonly out: string;
  /** File that gets k6's own summary as JSON. */
  readonly summary: string;
  /** Ends the run in order: k6 still writes its summary. */
  readonly signal: AbortSignal;
  readonly onRequest?: (request: K6Request) => void;
}

export interface K6Run {
  /** `finished` on its own, or `stopped` by us. */
  readonly ended: 'finished' | 'stopped';
  readonly thresholds: 'held' | 'crossed';
  readonly requests: number;
  readonly failed: number;
  /** Iterations of the wanted rate that k6 did not begin; null when it speaks of none. */
  readonly droppedIterations: number | null;
}

/** Exit codes of k6 (errext/exitcodes). */
const CROSSED = 99;
const STOPPED = 105;
const STOP_PATIENCE_MS = 30_000;
/** k6 gives up a request after a minute. */
const LATE_MS = 65_000;

/**
 * Runs a k6 script to its end; the load ends with us, however we end. Requests are read as they come, so nothing grows on disk but the
 * seconds. Throws RedrillError k6.failed when the script could not be run, with k6's own words.
 */
export async function runK6({ bin, script, env, out, summary, signal, onRequest }: RunK6Input): Promise<K6Run> {
  const file = resolve(script);
  const flags = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const command = [bin, 'run', '--quiet', '--no-usage-report', '--no-color', '--address', '127.0.0.1:0', '--summary-export', resolve(summary), '--out', 'json=-', ...flags, file];
  // a proxy or a cloud login of the user's must not bend the load; times come as UTC
  const k6 = await supervise({ command, name: 'redrill-k6', output: ['pipe', 'pipe'], env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', TZ: 'UTC' }, cwd: dirname(file), user: null });
  const noMore = stopWith(signal, k6.server);
  try {
    const [counted, errors, code] = await Promise.all([gather(k6.stdout, out, onRequest), k6.stderr === null ? '' : text(k6.stderr), k6.exited]);
    const ended = code === STOPPED || (signal.aborted && code !== CROSSED && code !== 0) ? 'stopped' : 'finished';
    if (code !== 0 && code !== CROSSED && ended === 'finished') throw new RedrillError('k6.failed', `k6 could not run ${file} (exit code ${code ?? 'unknown'}): ${lastWords(errors)}`);
    return { ended, thresholds: code === CROSSED ? 'crossed' : 'held', ...counted };
  } finally {
    noMore();
  }
}

async function gather(stdout: Readable | null, out: string, onRequest?: (request: K6Request) => void): Promise<Pick<K6Run, 'requests' | 'failed' | 'droppedIterations'>> {
  const seconds = new K6Seconds();
  let [requests, failed, newestMs] = [0, 0, 0];
  let droppedIterations: number | null = null;
  const file = openSync(out, 'a');
  const write = (all: readonly K6Second[]): void => { if (all.length > 0) writeSync(file, all.map((one) => `${JSON.stringify(one)}\n`).join('')); };
  try {
    for await (const line of stdout === null ? [] : createInterface({ input: stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      const request = requestOf(line);
      if (request === null) {
        const dropped = droppedOf(line);
        if (dropped !== null) droppedIterations = (droppedIterations ?? 0) + dropped;
        continue;
      }
      requests += 1;
      if (request.failed) failed += 1;
      onRequest?.(request);
      seconds.add(request);
      if (request.atMs - newestMs < 1000) continue;
      newestMs = request.atMs;
      write(seconds.drain(newestMs - LATE_MS));
    }
    write(seconds.drain());
    return { requests, failed, droppedIterations };
  } finally {
    closeSync(file);
  }
}

/** SIGINT when the signal comes, SIGKILL of exactly that process when it does not end; the result takes both back. */
function stopWith(signal: AbortSignal, server: ExactProcess | null): () => void {
  let cancel: (() => void) | null = null;
  const stop = (): void => {
    if (server === null) return;
    send(server, 'SIGINT');
    cancel = after(STOP_PATIENCE_MS, () => send(server, 'SIGKILL'));
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => {
    signal.removeEventListener('abort', stop);
    cancel?.();
  };
}

/** k6 says what is wrong as `level=error msg="..."`. */
function lastWords(errors: string): string {
  const line = errors.trim().split('\n').findLast((one) => /level=(error|fatal)/.test(one)) ?? errors.trim().split('\n').at(-1) ?? '';
  const said = /msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replaceAll(String.raw`\n`, ' ').replaceAll(String.raw`\"`, '"') ?? line;
  return said.slice(0, 500) || 'it said nothing';
}
