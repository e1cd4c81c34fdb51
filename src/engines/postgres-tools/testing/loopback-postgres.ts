import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPostgres } from '../../postgres/install-postgres.ts';
import { writeSettings } from '../../postgres/server-settings.ts';
import { dropSocketFolder, socketFolder } from '../../postgres/socket-folder.ts';
import { startServer } from '../../postgres/start-server.ts';
import { cloneTemplate, SUPERUSER, templateCluster } from '../../postgres/template-cluster.ts';
import { giveToEngine } from '../../run-as.ts';

/** A real, empty server that tests and benches reach on a port of 127.0.0.1. */
export interface LoopbackPostgres {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Ends the server and removes its folder. */
  close(): Promise<void>;
}

/** Starts one from the template cluster; unlike the sandbox's servers it listens on its port itself, so that nothing stands between it and what is measured. */
export async function startLoopbackPostgres(parameters: Readonly<Record<string, string>> = {}): Promise<LoopbackPostgres> {
  const installed = await installPostgres();
  const template = await templateCluster(installed);
  const folder = mkdtempSync(join(tmpdir(), 'redrill-pg-'));
  chmodSync(folder, 0o755);
  const inner = join(folder, 'e');
  mkdirSync(inner, { mode: 0o755 });
  giveToEngine(inner);
  const [data, socket, port] = [join(inner, 'data'), socketFolder(inner), await freePort()];
  await cloneTemplate(template, data);
  writeSettings(data, socket, parameters, { listen_addresses: '127.0.0.1', port: String(port) });
  const server = await startServer({ program: installed.postgres, data, log: join(inner, 'log'), deadlineMs: 60_000 });
  return {
    port,
    user: SUPERUSER,
    password: template.secret,
    close: async () => {
      await server.stop('fast');
      dropSocketFolder(socket, inner);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}
