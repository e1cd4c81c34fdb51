import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Client } from 'pg';
import { clearLeftovers } from '#engines/postgres/clear-leftovers';
import { installPostgres } from '#engines/postgres/install-postgres';
import type { InstalledPostgres } from '#engines/postgres/install-postgres';
import { pgClient } from '#engines/postgres/pg-client';
import { writeSettings } from '#engines/postgres/server-settings';
import type { Settings } from '#engines/postgres/server-settings';
import { dropSocketFolder, socketFile, socketFolder } from '#engines/postgres/socket-folder';
import { startServer } from '#engines/postgres/start-server';
import type { PostgresServer } from '#engines/postgres/start-server';
import { cloneTemplate, SUPERUSER, templateCluster } from '#engines/postgres/template-cluster';
import type { TemplateCluster } from '#engines/postgres/template-cluster';
import { giveToEngine } from '#engines/run-as';
import { randomToken } from '#kit/ids';
import { clusterFolder, clusterRoot } from './cluster-folders.ts';
import { EngineFailure } from './db-engine.ts';
import { superuserSecret } from './superuser-secret.ts';

interface Installed {
  readonly postgres: InstalledPostgres;
  readonly template: TemplateCluster;
  readonly root: string;
  readonly secret: string;
}

interface Cluster {
  readonly server: PostgresServer;
  admin: Promise<Client> | null;
  leaving: boolean;
}

export interface RunOptions {
  readonly parameters: Settings;
  /** Settings of this one start: recovery. */
  readonly once?: Settings;
}

/** Any start may replay much log first: after a crash, or from a backup. */
const START_DEADLINE_MS = 300_000;
/** In the names of folders that are only waiting to be removed. */
const GONE = 'gone';
const MOST_LEAVING = 3;

/** The PostgreSQL servers of one sandbox as processes and folders, by resource. Knows nothing of archives or of the catalogue. */
export class ClusterHost {
  private readonly state: string;
  private readonly ended: (resource: string) => void;
  private readonly clusters = new Map<string, Cluster>();
  private installed: Promise<Installed> | null = null;
  private readonly starting = new Set<Promise<unknown>>();
  private readonly leaving: string[] = [];
  private closing = false;

  /** `ended` is told of a server that went without being asked to. */
  constructor(state: string, ended: (resource: string) => void) {
    this.state = state;
    this.ended = ended;
  }

  isUp(resource: string): boolean {
    return this.clusters.has(resource);
  }

  async data(resource: string): Promise<string> {
    return join(await this.folder(resource), 'data');
  }

  /** A copy of the empty template in place of whatever is there. */
  async cloneTemplate(resource: string): Promise<void> {
    const { template } = await this.install();
    await this.replaceData(resource, (data) => cloneTemplate(template, data));
  }

  /** New data in place of whatever is there: filled beside it, then renamed, so that no half-made folder is ever started. */
  async replaceData(resource: string, fill: (data: string) => Promise<void>): Promise<void> {
    const data = await this.data(resource);
    await clearLeftovers(data);
    const aside = `${data}.building`;
    for (const path of [aside, data]) rmSync(path, { recursive: true, force: true });
    try {
      await fill(aside);
      renameSync(aside, data);
    } catch (error) {
      rmSync(aside, { recursive: true, force: true });
      throw error;
    }
  }

  /** Starts a server and waits until it accepts connections; what it logged meanwhile. */
  async run(resource: string, { parameters, once = {} }: RunOptions): Promise<readonly string[]> {
    const { postgres } = await this.install();
    const folder = await this.folder(resource);
    const data = join(folder, 'data');
    if (!existsSync(data)) throw new EngineFailure(`the data of ${resource} is gone: ${data} does not exist`);
    if (this.closing) throw new EngineFailure('the sandbox is closing');
    writeSettings(data, socketFolder(folder), parameters, once);
    const server = await this.tracked(startServer({ program: postgres.postgres, data, log: join(folder, 'server.log'), deadlineMs: START_DEADLINE_MS }));
    const cluster: Cluster = { server, admin: null, leaving: false };
    this.clusters.set(resource, cluster);
    void server.exited.then(() => this.gone(resource, cluster));
    if (Object.keys(once).length > 0) writeSettings(data, socketFolder(folder), parameters);
    return server.startLog;
  }

  /** Writes a server's configuration; it reads that at its start or when it is told to. */
  async configure(resource: string, parameters: Settings): Promise<void> {
    const folder = await this.folder(resource);
    writeSettings(join(folder, 'data'), socketFolder(folder), parameters);
  }

  async halt(resource: string, how: 'fast' | 'immediate' | 'crash'): Promise<void> {
    const cluster = this.clusters.get(resource);
    if (!cluster) return;
    cluster.leaving = true;
    await endAdmin(cluster);
    await cluster.server.stop(how);
    this.clusters.delete(resource);
  }

  /** Ends whatever runs on a resource's folder and removes it; the bytes go in the background. */
  async remove(resource: string): Promise<void> {
    await this.halt(resource, 'crash');
    const folder = await this.folder(resource);
    await clearLeftovers(join(folder, 'data'));
    dropSocketFolder(socketFolder(folder), folder);
    const gone = `${folder}.${GONE}-${randomToken(4)}`;
    renameSync(folder, gone);
    this.leaving.push(gone);
    if (this.leaving.length > MOST_LEAVING) await this.sweep(MOST_LEAVING);
  }

  /** Removes the bytes of deleted clusters but for the newest few: making files beside thousands that were just deleted is slow on some file systems. */
  private async sweep(keep: number): Promise<void> {
    const old = this.leaving.splice(0, Math.max(0, this.leaving.length - keep));
    await Promise.all(old.map((folder) => rm(folder, { recursive: true, force: true })));
  }

  /** A client's connection, as it comes out of the proxy. */
  async dial(resource: string): Promise<Socket> {
    const path = socketFile(socketFolder(await this.folder(resource)));
    const socket = createConnection({ path, allowHalfOpen: true });
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(socket));
      socket.once('error', reject);
    });
  }

  /** The standing connection of the superuser to database `postgres`. Throws EngineFailure when the server does not run. */
  async admin(resource: string): Promise<Client> {
    const cluster = this.clusters.get(resource);
    if (!cluster) throw new EngineFailure(`the server of ${resource} does not run`);
    cluster.admin ??= this.connect(resource, { forget: () => { cluster.admin = null; } });
    return cluster.admin;
  }

  /** Runs `work` on a superuser's connection of its own. */
  async session<T>(resource: string, work: (client: Client) => Promise<T>, options: { readonly database?: string; readonly password?: string } = {}): Promise<T> {
    const client = await this.connect(resource, options);
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.allSettled(this.starting);
    await Promise.all([...this.clusters.keys()].map((resource) => this.halt(resource, 'fast')));
    await this.sweep(0);
  }

  /** Programs, template, folder and secret; made once, tried again when it failed. */
  install(): Promise<Installed> {
    this.installed ??= (async () => {
      const root = clusterRoot(this.state);
      const postgres = await installPostgres();
      return { root, postgres, template: await templateCluster(postgres), secret: superuserSecret(root) };
    })().catch((error: unknown) => {
      this.installed = null;
      throw error;
    });
    return this.installed;
  }

  /** A file in a cluster's data folder that the server can read. */
  async leaveFile(resource: string, name: string, text: string): Promise<void> {
    const path = join(await this.data(resource), name);
    writeFileSync(path, text, { mode: 0o600 });
    giveToEngine(path);
  }

  private async folder(resource: string): Promise<string> {
    return clusterFolder((await this.install()).root, resource);
  }

  private async connect(resource: string, { database = 'postgres', password, forget }: { readonly database?: string; readonly password?: string; readonly forget?: () => void }): Promise<Client> {
    const { secret } = await this.install();
    const host = socketFolder(await this.folder(resource));
    const client = pgClient({ host, port: 5432, user: SUPERUSER, database, password: password ?? secret, application_name: 'rdsadmin', options: '-c log_statement=none -c log_min_error_statement=panic -c log_min_duration_statement=-1 -c log_duration=off -c statement_timeout=0 -c idle_session_timeout=0 -c default_transaction_read_only=off -c synchronous_commit=on' });
    // a broken connection fails the query that uses it, and the next use makes a new one
    client.on('error', () => forget?.());
    client.once('end', () => forget?.());
    try {
      await client.connect();
    } catch (error) {
      forget?.();
      throw error;
    }
    return client;
  }

  /** What `close` waits for before it stops what runs. */
  private async tracked<T>(start: Promise<T>): Promise<T> {
    this.starting.add(start);
    try {
      return await start;
    } finally {
      this.starting.delete(start);
    }
  }

  private gone(resource: string, cluster: Cluster): void {
    if (this.clusters.get(resource) !== cluster) return;
    this.clusters.delete(resource);
    if (!cluster.leaving && !this.closing) this.ended(resource);
  }
}

async function endAdmin(cluster: Cluster): Promise<void> {
  try {
    await (await cluster.admin)?.end();
  } catch {
    // it is broken already, or was never made: there is nothing to end
  }
}
