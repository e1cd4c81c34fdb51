import { statfs } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { arch, availableParallelism, freemem, platform, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { engineFindings } from '../wiring/engine-findings.ts';
import type { Finding } from '../wiring/engine-findings.ts';
import { columns } from '../columns.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { showProgress } from '../wiring/show-progress.ts';
import { packageInfo, versionOf } from '../wiring/package-info.ts';
import { stateFolder } from '../wiring/state-folder.ts';

export interface DoctorOptions extends CommonOptions {
  readonly fetch?: boolean;
  readonly buildK6?: boolean;
}

const GIB = 1_073_741_824;

/**
 * `redrill doctor`: what drills need of this machine. With `--fetch` it fetches what is missing and can be had, so that drills start at once
 * and offline. Exit 0 when everything that was asked for is here, 64 otherwise.
 */
export async function doctor(terminal: Terminal, options: DoctorOptions): Promise<number> {
  const state = stateFolder(terminal, options);
  const buildK6 = options.buildK6 ?? false;
  const fetch = buildK6 || (options.fetch ?? false);
  const progress = showProgress(terminal);
  const engines = await engineFindings({ env: terminal.env, fetch, buildK6, onProgress: progress.show });
  progress.end();
  const findings = [node(), sqlite(), ...engines, await disk(state), memory(), cores(), shell(terminal.env)];
  const ok = findings.every((one) => one.ok && !(fetch && one.fetched === false));
  if (options.json) {
    terminal.out(JSON.stringify({ ok, redrill: versionOf(), source: packageInfo().clone ? 'clone' : 'package', platform: `${platform()}-${arch()}`, state, findings }, null, 2));
    return ok ? 0 : 64;
  }
  terminal.out(`redrill ${versionOf()} (${packageInfo().clone ? 'a clone' : 'an installed package'}) on ${platform()}-${arch()}`);
  for (const line of columns(findings.map((one) => [mark(one), one.what, one.found, one.ok && !one.absent ? '' : `needed for ${one.need}`]))) terminal.out(line);
  terminal.out(`state folder: ${state}`);
  return ok ? 0 : 64;
}

function mark({ ok, absent }: Finding): string {
  return !ok ? 'MISSING' : absent ? 'absent ' : 'ok     ';
}

function node(): Finding {
  return { what: 'Node', ok: Number(process.versions.node.split('.')[0]) >= 24, found: `${process.versions.node} at ${process.execPath}`, need: 'everything: Node 24 or newer' };
}

function sqlite(): Finding {
  const database = new DatabaseSync(':memory:');
  try {
    const row = database.prepare('select sqlite_version() as version').get();
    return { what: 'SQLite', ok: true, found: `${String(row?.['version'])} (in Node)`, need: 'the catalogue of the sandbox' };
  } finally {
    database.close();
  }
}

async function disk(state: string): Promise<Finding> {
  let folder = state;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return { what: 'disk', ok: free > GIB, found: `${(free / GIB).toFixed(1)} GiB free at ${folder}`, need: 'the state of a sandbox: 1 GiB' };
}

function memory(): Finding {
  return { what: 'memory', ok: totalmem() > GIB, found: `${(freemem() / GIB).toFixed(1)} of ${(totalmem() / GIB).toFixed(1)} GiB free`, need: 'drills: 1 GiB' };
}

function cores(): Finding {
  return { what: 'cores', ok: true, found: String(availableParallelism()), need: 'drills' };
}

function shell(env: Readonly<Record<string, string | undefined>>): Finding {
  const found = (env['PATH'] ?? '').split(':').map((folder) => `${folder}/bash`).find((file) => existsSync(file));
  return { what: 'bash', ok: found !== undefined, found: found ?? 'not on PATH', need: 'the shell steps of runbooks' };
}
