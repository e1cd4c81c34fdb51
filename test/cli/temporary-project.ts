import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const bin = join(import.meta.dirname, '../../bin/redrill.mjs');

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A running command. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard error or output holds the text. */
  said(text: string): Promise<void>;
}

/** An empty folder with a state folder of its own, in which the real binary runs as a process. */
export interface TemporaryProject extends AsyncDisposable {
  readonly folder: string;
  readonly state: string;
  write(file: string, text: string): void;
  read(file: string): string;
  /** A broken config of fixtures/broken as this project's config. */
  useConfig(fixture: string): void;
  start(args: readonly string[], how?: { readonly env?: Readonly<Record<string, string>>; readonly node?: string }): Running;
  run(args: readonly string[], how?: { readonly env?: Readonly<Record<string, string>>; readonly node?: string }): Promise<Ended>;
}

export function temporaryProject(): TemporaryProject {
  const folder = mkdtempSync(join(tmpdir(), 'redrill-cli-'));
  // As root the database engines run as another user, who must be able to pass through.
  chmodSync(folder, 0o711);
  const state = join(folder, 'state');
  const start: TemporaryProject['start'] = (args, { env = {}, node = process.execPath } = {}) => watch(spawn(node, [bin, ...args], { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, REDRILL_STATE: state, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }));
  const run: TemporaryProject['run'] = (args, how) => start(args, how).ended;
  return {
    folder,
    state,
    write: (file, text) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    },
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    useConfig: (fixture) => cpSync(join(import.meta.dirname, '../../fixtures/broken/configs', fixture), join(folder, `harness.config.${fixture.split('.').at(-1)}`)),
    start,
    run,
    [Symbol.asyncDispose]: async () => {
      await run(['sandbox', 'down', '--quiet']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function watch(child: ChildProcess): Running {
  let out = '';
  let err = '';
  const waiting: { readonly text: string; readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  const look = (): void => { for (const one of waiting) if (`${out}${err}`.includes(one.text)) one.resolve(); };
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => { out += chunk; look(); });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => { err += chunk; look(); });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      for (const one of waiting) one.reject(new Error(`ended with ${code ?? signal} without saying ${JSON.stringify(one.text)}:\n${out}${err}`));
      resolve({ code, signal, out, err });
    });
  });
  return {
    child,
    ended,
    said: (text) => new Promise((resolve, reject) => {
      waiting.push({ text, resolve, reject });
      look();
    }),
  };
}
