import { statfs } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { arch, availableParallelism, freemem, platform, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { findTools } from '#engines/postgres-tools/find-tools';
import { postgresStatus } from '#engines/postgres/postgres-status';
import { columns } from '../columns.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { packageInfo, versionOf } from '../wiring/package-info.ts';
import { stateFolder } from '../wiring/state-folder.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly need: string;
}

const GIB = 1_073_741_824;

/** `redrill doctor`: what drills need of this machine. Exit 0 when all of it is here, 64 otherwise. */
export async function doctor(terminal: Terminal, options: CommonOptions): Promise<number> {
  const state = stateFolder(terminal, options);
  const findings = [node(), sqlite(), await postgres(), await postgresTools(), await disk(state), memory(), cores(), shell(terminal.env)];
  const ok = findings.every((one) => one.ok);
  if (options.json) {
    terminal.out(JSON.stringify({ ok, redrill: versionOf(), source: packageInfo().clone ? 'clone' : 'package', platform: `${platform()}-${arch()}`, state, findings }, null, 2));
    return ok ? 0 : 64;
  }
  terminal.out(`redrill ${versionOf()} (${packageInfo().clone ? 'a clone' : 'an installed package'}) on ${platform()}-${arch()}`);
  for (const line of columns(findings.map((one) => [one.ok ? 'ok     ' : 'MISSING', one.what, one.found, one.ok ? '' : `needs ${one.need}`]))) terminal.out(line);
  terminal.out(`state folder: ${state}`);
  return ok ? 0 : 64;
}

function node(): Finding {
  return { what: 'Node', ok: Number(process.versions.node.split('.')[0]) >= 24, found: `${process.versions.node} at ${process.execPath}`, need: 'Node 24 or newer' };
}

function sqlite(): Finding {
  const database = new DatabaseSync(':memory:');
  try {
    const row = database.prepare('select sqlite_version() as version').get();
    return { what: 'SQLite', ok: true, found: `${String(row?.['version'])} (in Node)`, need: 'node:sqlite' };
  } finally {
    database.close();
  }
}

async function postgres(): Promise<Finding> {
  const status = await postgresStatus();
  const need = 'PostgreSQL for drills of databases';
  return status.kind === 'real' ? { what: 'PostgreSQL', ok: true, found: `${status.version} (${status.how}) at ${status.path}`, need } : { what: 'PostgreSQL', ok: false, found: status.gap, need };
}

/** Only a second opinion: without them drills run, and name the witnesses that were not there. */
async function postgresTools(): Promise<Finding> {
  const tools = await findTools({ fetch: false });
  return { what: 'PostgreSQL tools', ok: true, found: tools.kind === 'found' ? tools.how : `absent, optional: ${tools.gap}; a drill of a database fetches them when it can`, need: 'pg_dump and pg_amcheck as independent witnesses' };
}

async function disk(state: string): Promise<Finding> {
  let folder = state;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return { what: 'disk', ok: free > GIB, found: `${(free / GIB).toFixed(1)} GiB free at ${folder}`, need: '1 GiB for the state of a sandbox' };
}

function memory(): Finding {
  return { what: 'memory', ok: totalmem() > GIB, found: `${(freemem() / GIB).toFixed(1)} of ${(totalmem() / GIB).toFixed(1)} GiB free`, need: '1 GiB' };
}

function cores(): Finding {
  return { what: 'cores', ok: true, found: String(availableParallelism()), need: '1' };
}

function shell(env: Readonly<Record<string, string | undefined>>): Finding {
  const found = (env['PATH'] ?? '').split(':').map((folder) => `${folder}/bash`).find((file) => existsSync(file));
  return { what: 'bash', ok: found !== undefined, found: found ?? 'not on PATH', need: 'bash for the shell steps of runbooks' };
}
