import { isoMicros } from '#kit/time';
import { EngineFailure } from './db-engine.ts';
import type { EngineInstance, RestoreSource } from './db-engine.ts';
import { archiveWindow } from './archive-window.ts';
import type { Archives } from './archives.ts';
import { collect } from './collect.ts';
import { createCluster } from './create-cluster.ts';
import type { Master } from './create-cluster.ts';
import type { EngineParts } from './engine-parts.ts';
import type { KnownFiles } from './known-files.ts';
import { serverParameters } from './parameters.ts';
import { archiveOf, needPoint } from './points.ts';
import { recoverCluster } from './recover-cluster.ts';
import type { Goal } from './recover-cluster.ts';
import type { ServerRow } from './server-rows.ts';
import { sqlName, sqlText } from './sql-text.ts';

/** Lives of instances' servers: from the template or the archive, until they are dropped. Callers see to it that one thing happens to a server at a time. */
export class Instances {
  private readonly parts: EngineParts;
  private readonly archives: Archives;

  constructor(parts: EngineParts, archives: Archives) {
    this.parts = parts;
    this.archives = archives;
  }

  async create(instance: EngineInstance, master: Master): Promise<void> {
    await this.build(instance, async () => {
      await createCluster(this.parts, instance, master);
      return new Map();
    });
  }

  async restore(instance: EngineInstance, from: RestoreSource): Promise<void> {
    const { host, context } = this.parts;
    await this.build(instance, async () => {
      const { lines, known } = await recoverCluster({ host, stored: this.parts, resource: instance.resourceId, parameters: serverParameters(instance.parameters), goal: this.goal(from) });
      for (const line of lines) context.log(`rds: restore of ${instance.identifier}: ${line}`);
      return known;
    });
  }

  async start(resource: string): Promise<void> {
    const { host, ports, servers } = this.parts;
    const row = this.ready(resource);
    servers.put({ ...row, wanted: 'run', applied: host.isUp(resource) ? row.applied : row.parameters });
    await ports.open(row.identifier);
    if (!host.isUp(resource)) await host.run(resource, { parameters: row.parameters });
  }

  async stop(resource: string, how: 'fast' | 'crash'): Promise<void> {
    const { host, ports, servers } = this.parts;
    const row = servers.find(resource);
    if (!row) return;
    servers.put({ ...row, wanted: 'stop' });
    await host.halt(resource, how);
    if (servers.behind(row.identifier) === null) await ports.close(row.identifier);
  }

  /** Clients find it at the other identifier's port, and nothing at the old one. */
  async rename(resource: string, identifier: string): Promise<void> {
    const { ports, servers } = this.parts;
    const row = this.ready(resource);
    if (row.identifier === identifier) return;
    servers.put({ ...row, identifier });
    if (row.wanted === 'run') await ports.open(identifier);
    if (servers.behind(row.identifier) === null) await ports.close(row.identifier);
  }

  async drop(resource: string, keepArchive: boolean): Promise<void> {
    const { host, servers } = this.parts;
    await this.stop(resource, 'crash');
    await host.remove(resource);
    this.archives.forget(resource);
    servers.remove(resource);
    if (!keepArchive) this.dropArchive(resource);
  }

  dropArchive(resource: string): void {
    const { rows, chunks } = this.parts;
    chunks.change(() => {
      rows.close(resource);
      collect({ rows, chunks }, resource, 0);
    });
  }

  async setPassword(resource: string, user: string, password: string): Promise<void> {
    const client = await this.parts.host.admin(resource);
    await client.query(`ALTER ROLE ${sqlName(user)} PASSWORD ${sqlText(password)}`);
  }

  async sizeBytes(resource: string): Promise<number | null> {
    const { host } = this.parts;
    if (!host.isUp(resource)) return null;
    const { rows } = await (await host.admin(resource)).query<{ size: string }>('SELECT sum(pg_database_size(oid))::text AS size FROM pg_database');
    return Number(rows[0]?.size);
  }

  async close(): Promise<void> {
    await this.parts.ports.closeAll();
    await this.parts.host.close();
  }

  /** Data, server, archive, port, in this order; the row says `building` until all are there, so that a crash begins anew. */
  private async build(instance: EngineInstance, fill: () => Promise<KnownFiles>): Promise<void> {
    const { host, ports, servers } = this.parts;
    const { resourceId, identifier, keyArn } = instance;
    const parameters = serverParameters(instance.parameters);
    if (servers.find(resourceId)?.state === 'ready') return this.start(resourceId);
    servers.put({ resource: resourceId, identifier, state: 'building', wanted: 'run', parameters, applied: parameters });
    try {
      const known = await fill();
      await this.archives.begin(resourceId, { archive: resourceId, key: keyArn, open: true, known });
      servers.edit(resourceId, { state: 'ready' });
      await ports.open(identifier);
    } catch (error) {
      await host.remove(resourceId);
      this.dropArchive(resourceId);
      servers.remove(resourceId);
      throw error;
    }
  }

  private goal(from: RestoreSource): Goal {
    const { rows, context } = this.parts;
    if (from.kind === 'point') {
      const point = needPoint(this.parts, from.point);
      const archive = archiveOf(this.parts, point);
      const base = rows.base(point.base);
      if (!base) throw new EngineFailure(`the backup ${from.point} is damaged: its base copy is not stored any more`);
      return { kind: 'point', point, base, archive };
    }
    const archive = rows.archive(from.archiveOf);
    const targetReal = context.clockMap.realOfDrill(from.atMicros);
    const base = rows.bases(from.archiveOf).findLast(({ ready, stopped_real }) => ready === 1 && stopped_real <= targetReal);
    const window = archiveWindow(this.parts, from.archiveOf);
    if (!archive || !window) throw new EngineFailure(`${from.archiveOf} has no archive any more from which a moment can be restored`);
    if (!base || from.atMicros < window.earliestMicros) throw new EngineFailure(`${isoMicros(from.atMicros)} lies before the earliest restorable time ${isoMicros(window.earliestMicros)}`);
    if (from.atMicros > window.latestMicros) throw new EngineFailure(`${isoMicros(from.atMicros)} lies after the latest restorable time ${isoMicros(window.latestMicros)}`);
    return { kind: 'time', targetReal, base, archive };
  }

  private ready(resource: string): ServerRow {
    const row = this.parts.servers.find(resource);
    if (row?.state !== 'ready') throw new EngineFailure(`there is no complete server ${resource}`);
    return row;
  }
}
