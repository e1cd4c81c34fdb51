import type { SandboxContext } from '../../../service.ts';
import { ArchiveRows } from './archive-rows.ts';
import { archiveWindow } from './archive-window.ts';
import { Archives } from './archives.ts';
import { asFailure } from './as-failure.ts';
import { startAgain } from './boot.ts';
import { Chunks } from './chunks.ts';
import { ClusterHost } from './cluster-host.ts';
import { collect } from './collect.ts';
import { damagedPoint } from './damage.ts';
import type { DbEngine, EngineInstance, RestoreSource } from './db-engine.ts';
import { EngineFailure } from './db-engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { Instances } from './instances.ts';
import { configureServer } from './parameters.ts';
import { copyPoint, releasePoint } from './points.ts';
import { Ports } from './ports.ts';
import { replicateArchive } from './replicate-archive.ts';
import { Serial } from './serial.ts';
import { ServerRows } from './server-rows.ts';
import { Traffic } from './traffic.ts';
import { RDS_ENGINE_TABLES } from './tables.ts';

/** Opens the PostgreSQL servers of a sandbox. Returns at once; servers that should run are started in the background. */
export function openDbEngine(context: SandboxContext): DbEngine {
  const parts = openParts(context);
  const archives = new Archives(parts);
  const instances = new Instances(parts, archives);
  startAgain(parts, instances);
  return { ...lifecycle(parts, instances), ...archiving(parts, archives), ...atThePort(parts) };
}

function openParts(context: SandboxContext): EngineParts {
  context.catalogue.db.exec(RDS_ENGINE_TABLES);
  const servers = new ServerRows(context.catalogue.db);
  const serial = new Serial();
  const traffic = new Traffic();
  const host: ClusterHost = new ClusterHost(context.state, (resource) => {
    context.log(`rds: the server of ${resource} ended by itself; it is started again`);
    void serial.run(resource, async () => {
      const row = servers.find(resource);
      if (row?.state !== 'ready' || row.wanted !== 'run' || host.isUp(resource)) return;
      servers.put({ ...row, applied: row.parameters });
      await host.run(resource, { parameters: row.parameters });
    }).catch((error: unknown) => context.log(`rds: ${resource} could not be started again: ${String(error)}`));
  });
  const ports = new Ports(context, async (identifier) => {
    const resource = servers.behind(identifier)?.resource;
    if (resource === undefined) throw new EngineFailure(`no server runs behind ${identifier}`);
    if (!host.isUp(resource)) await serial.idle(resource);
    return traffic.watched(resource, await host.dial(resource));
  });
  return { context, host, servers, serial, ports, traffic, rows: new ArchiveRows(context.catalogue.db), chunks: new Chunks(context) };
}

function lifecycle(parts: EngineParts, instances: Instances): Pick<DbEngine, 'create' | 'restore' | 'start' | 'isUp' | 'stop' | 'rename' | 'drop' | 'dropArchive' | 'configure' | 'setPassword' | 'sizeBytes' | 'close'> {
  const { serial } = parts;
  const turn = <T>(resource: string, doing: string, work: () => Promise<T>): Promise<T> => serial.run(resource, work).catch((error: unknown) => { throw asFailure(error, doing); });
  return {
    create: (instance: EngineInstance, master) => turn(instance.resourceId, 'the server could not be created', () => instances.create(instance, master)),
    restore: (instance: EngineInstance, from: RestoreSource) => turn(instance.resourceId, 'the restore failed', () => instances.restore(instance, from)),
    start: (resource) => turn(resource, 'the server could not be started', () => instances.start(resource)),
    isUp: (resource) => parts.host.isUp(resource),
    stop: (resource, how) => turn(resource, 'the server could not be stopped', () => instances.stop(resource, how)),
    rename: (resource, identifier) => turn(resource, 'the server could not be renamed', () => instances.rename(resource, identifier)),
    drop: (resource, { keepArchive }) => turn(resource, 'the server could not be deleted', () => instances.drop(resource, keepArchive)),
    dropArchive: (resource) => instances.dropArchive(resource),
    configure: (resource, parameters) => turn(resource, 'the parameters could not be set', () => configureServer(parts, resource, parameters)),
    setPassword: (resource, user, password) => turn(resource, 'the password could not be set', () => {
      parts.traffic.stir(resource);
      return instances.setPassword(resource, user, password);
    }),
    sizeBytes: (resource) => turn(resource, 'the size could not be read', () => instances.sizeBytes(resource)),
    close: () => instances.close(),
  };
}

function archiving(parts: EngineParts, archives: Archives): Pick<DbEngine, 'ship' | 'isQuiet' | 'window' | 'expire' | 'snapshot' | 'copyPoint' | 'releasePoint' | 'damagePoint' | 'replicate' | 'freezeShipping'> {
  const { context, rows, chunks, serial } = parts;
  return {
    ship: (resource, idleUntilMicros) => serial.run(resource, () => archives.shipIfPossible(resource, idleUntilMicros)),
    isQuiet: (resource) => parts.host.isUp(resource) && parts.traffic.isQuiet(resource),
    window: (resource) => archiveWindow(parts, resource),
    expire: (resource, before) => chunks.change(() => {
      rows.expire(resource, before);
      collect({ rows, chunks }, resource, context.clockMap.realOfDrill(rows.archive(resource)?.expired ?? 0));
    }),
    snapshot: (resource, key) => serial.run(resource, () => archives.snapshot(resource, key)).catch((error: unknown) => { throw asFailure(error, 'the snapshot failed'); }),
    copyPoint: (point, key) => copyPoint(parts, point, key).catch((error: unknown) => { throw asFailure(error, 'the copy failed'); }),
    releasePoint: (point) => releasePoint(parts, point),
    damagePoint: (point, how) => damagedPoint(parts, archives, point, how).catch((error: unknown) => { throw asFailure(error, 'the backup could not be damaged'); }),
    replicate: (from, to, { keyArn, until }) => serial.run(to, () => replicateArchive(parts, { from, to, key: keyArn, until })).catch((error: unknown) => { throw asFailure(error, 'the replication failed'); }),
    freezeShipping: (resource, frozen) => rows.freeze(resource, frozen),
  };
}

function atThePort({ ports }: EngineParts): Pick<DbEngine, 'port' | 'insidePort' | 'portFault'> {
  return {
    port: (identifier) => ports.port(identifier),
    insidePort: (identifier) => ports.insidePort(identifier),
    portFault: (identifier, fault) => ports.setFault(identifier, fault),
  };
}
