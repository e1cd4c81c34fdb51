import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { durationSeconds } from '#kit/durations';
import { EXIT } from '#contract/errors';
import { bringRun } from '#programme/home/bring-run';
import { holdLease } from '#programme/home/hold-lease';
import { resultsHome } from '#programme/home/results-home';
import type { ResultsHome } from '#programme/home/results-home';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openConfig } from './project.ts';
import { runFolders } from './run-folders.ts';
import { openS3Home } from './s3-home.ts';

/** The place where results live beyond this machine, over the config's. */
export interface HomeOptions extends CommonOptions {
  readonly home?: string;
  /** Filled in here: what a command that drills tells the home meanwhile. */
  readonly atHome?: ResultsHome;
}

/** To look at the list of attempts, at one whole run (the newest where none is named), or to drill. */
type Intent = 'look' | 'change' | { readonly wholeRun: string | undefined };

/**
 * Runs a command with the results of its home: brought here first, and for `change` brought back at the end, alone among all machines. Without a
 * home nothing is different. What an earlier command could not bring back goes first.
 */
export async function withHome<T extends HomeOptions>(terminal: Terminal, options: T, intent: Intent, work: (own: T) => Promise<number>): Promise<number> {
  const own = withHomeSetting(options);
  const { config } = await openConfig(terminal, own);
  if (config.home === null || liesHere(intent, config.results, options.home !== undefined)) return work(own);
  const { bucket, close } = await openS3Home(config.home, { env: terminal.env, retentionSeconds: durationSeconds(config.evidence?.anchor?.retention ?? 'P365D') });
  const home = resultsHome(bucket, config.results);
  try {
    if (intent === 'change') return await alone({ terminal, home, lease: await holdLease(bucket, `${hostname()} (process ${process.pid})`) }, () => work({ ...own, atHome: home }));
    await home.pull();
    if (typeof intent === 'object') await bringRun(bucket, config.results, intent.wholeRun);
    return await work(own);
  } finally {
    close();
  }
}

/** A run whose record lies here needs no network; which one is the newest only the home knows, where it was named. */
function liesHere(intent: Intent, results: string, named: boolean): boolean {
  if (typeof intent === 'string') return false;
  const { wholeRun: asked } = intent;
  const here = runFolders(results).filter(({ folder }) => existsSync(join(folder, 'events.ndjson')));
  return asked === undefined ? !named && here.length > 0 : here.some(({ id, number }) => id === asked || String(number) === asked.replace(/^0+/, ''));
}

/** `--home` is the config's `home` by another name. */
export function withHomeSetting<T extends HomeOptions>(options: T): T {
  return options.home === undefined ? options : { ...options, set: [...(options.set ?? []), `home=${options.home}`] };
}

async function alone({ terminal, home, lease }: { readonly terminal: Terminal; readonly home: ResultsHome; readonly lease: Awaited<ReturnType<typeof holdLease>> }, work: () => Promise<number>): Promise<number> {
  try {
    const { ahead } = await home.pull();
    if (ahead) await home.push();
    const code = await work();
    return await broughtBack(terminal, home, code);
  } finally {
    // Not released, it is free after ten minutes; the error that is told is the first one.
    await lease.release().catch(() => undefined);
  }
}

/** A drill that happened is not undone by a network that failed: its results stay here and go first at the next start. */
async function broughtBack(terminal: Terminal, home: ResultsHome, code: number): Promise<number> {
  try {
    await home.push();
    return code;
  } catch (error) {
    terminal.err(`redrill: ${plainText((error as Error).message)} The results of this drill are whole on this machine and are brought away at the next start.`);
    return code === EXIT.pass ? EXIT.internal : code;
  }
}
