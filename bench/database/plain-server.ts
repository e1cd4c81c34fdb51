import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPostgres } from '#engines/postgres/install-postgres';
import { writeSettings } from '#engines/postgres/server-settings';
import { startServer } from '#engines/postgres/start-server';
import { cloneTemplate, templateCluster } from '#engines/postgres/template-cluster';
import { giveToEngine } from '#engines/run-as';

/** An existing, empty cluster that does nothing but start and stop: the unit of the engine's times. */
export interface PlainServer {
  /** One start until it accepts connections, and a stop that is not counted: milliseconds. `default`: PostgreSQL's own settings; `own`: those of the sandbox's servers. */
  startMs(settings: 'default' | 'own'): Promise<number>;
}

/** Makes the cluster in a folder that must not exist yet. */
export async function plainServer(folder: string): Promise<PlainServer> {
  const installed = await installPostgres();
  mkdirSync(folder, { mode: 0o755 });
  giveToEngine(folder);
  const [data, log] = [join(folder, 'data'), join(folder, 'log')];
  await cloneTemplate(await templateCluster(installed), data);
  return {
    startMs: async (settings) => {
      if (settings === 'own') writeSettings(data, folder, {});
      else writeDefaults(data, folder);
      const began = performance.now();
      const server = await startServer({ program: installed.postgres, data, log, deadlineMs: 60_000 });
      const ms = performance.now() - began;
      await server.stop('fast');
      return ms;
    },
  };
}

/** No port: nothing else on the machine may be in its way. */
function writeDefaults(data: string, socketFolder: string): void {
  const path = join(data, 'postgresql.conf');
  writeFileSync(path, `listen_addresses = ''\nunix_socket_directories = '${socketFolder}'\n`, { mode: 0o600 });
  giveToEngine(path);
}
