import { monoMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';
import type { Client } from 'pg';
import { isFixedSetting } from '#engines/postgres/server-settings';
import type { Settings } from '#engines/postgres/server-settings';
import { EngineFailure } from './db-engine.ts';
import type { EngineParts } from './engine-parts.ts';

const RELOAD_PATIENCE_MICROS = 5_000_000;

/** Parameters that reach the server: those named `rds.` belong to RDS, and a few are the engine's own. */
export function serverParameters(parameters: Settings): Settings {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !name.startsWith('rds.') && !isFixedSetting(name)));
}

/** Gives a server its parameters: all of them in place of those of before. Names the ones that wait for a restart. Throws EngineFailure for a value that the server refuses. */
export async function configureServer({ host, servers }: Pick<EngineParts, 'host' | 'servers'>, resource: string, parameters: Settings): Promise<{ readonly pendingReboot: readonly string[] }> {
  const row = servers.find(resource);
  if (!row) throw new EngineFailure(`there is no server ${resource}`);
  const wanted = serverParameters(parameters);
  if (!host.isUp(resource)) {
    servers.edit(resource, { parameters: wanted });
    return { pendingReboot: [] };
  }
  const client = await host.admin(resource);
  await host.configure(resource, wanted);
  const waiting = await atStartOnly(client, changed(row.applied, wanted));
  const refused = (await client.query<{ name: string; error: string }>('SELECT name, error FROM pg_file_settings WHERE error IS NOT NULL AND (name IS NULL OR name <> ALL ($1))', [waiting])).rows;
  if (refused.length > 0) {
    await host.configure(resource, row.parameters);
    throw new EngineFailure(refused.map(({ name, error }) => `parameter ${name} = ${wanted[name] ?? ''} is refused by the server: ${error}`).join('; '));
  }
  servers.edit(resource, { parameters: wanted });
  await reload(client);
  return { pendingReboot: waiting };
}

function changed(before: Settings, after: Settings): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);
}

async function atStartOnly(client: Client, names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM pg_settings WHERE context = 'postmaster' AND name = ANY ($1) ORDER BY name`, [names]);
  return rows.map(({ name }) => name);
}

/** Returns when the server has read its configuration: our own session gets it from the server's main process. */
async function reload(client: Client): Promise<void> {
  const loaded = async (): Promise<string> => (await client.query<{ at: string }>('SELECT pg_conf_load_time()::text AS at')).rows[0]?.at ?? '';
  const before = await loaded();
  await client.query('SELECT pg_reload_conf()');
  const until = monoMicros() + RELOAD_PATIENCE_MICROS;
  while ((await loaded()) === before) {
    if (monoMicros() > until) throw new EngineFailure('the server did not read its new configuration');
    await realSleep(5);
  }
}
