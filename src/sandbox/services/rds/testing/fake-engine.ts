import { EngineFailure, type DbEngine, type EngineInstance, type EnginePoint, type PortFault, type ReplicaMark, type RestoreSource } from '../engine/db-engine.ts';

interface Server {
  instance: EngineInstance;
  running: boolean;
  data: string;
  password: string;
  applied: Readonly<Record<string, string>>;
}

interface Archive {
  earliestMicros: number;
  latestMicros: number;
  readonly writes: { readonly atMicros: number; readonly data: string }[];
  frozen: boolean;
}

/** Stands in for real servers in tests of the control plane: data is one text, an archive remembers when it changed. Lives longer than one `openFakeRds`, as files do. */
export class FakeEngine implements DbEngine {
  readonly servers = new Map<string, Server>();
  readonly archives = new Map<string, Archive>();
  readonly points = new Map<string, { readonly data: string; readonly keyArn: string | null }>();
  readonly faults = new Map<string, PortFault>();
  readonly calls: string[] = [];
  /** Methods that fail, with their words. */
  readonly failing = new Map<keyof DbEngine, string>();
  /** Parameters that need a restart. */
  readonly needsReboot = new Set<string>(['max_connections']);
  nowMicros: () => number = () => 0;
  private made = 0;

  async create(instance: EngineInstance, master: { readonly password: string }): Promise<void> {
    this.called('create', instance.resourceId);
    this.servers.set(instance.resourceId, { instance, running: true, data: '', password: master.password, applied: instance.parameters });
    this.open(instance.resourceId, '');
  }

  async restore(instance: EngineInstance, from: RestoreSource): Promise<void> {
    this.called('restore', instance.resourceId);
    const data = from.kind === 'point' ? this.points.get(from.point)?.data : this.archives.get(from.archiveOf)?.writes.findLast((one) => one.atMicros <= from.atMicros)?.data;
    if (data === undefined) throw new EngineFailure('there are no bytes to restore from');
    this.servers.set(instance.resourceId, { instance, running: true, data, password: '', applied: instance.parameters });
    this.open(instance.resourceId, data);
  }

  async start(resourceId: string): Promise<void> {
    this.called('start', resourceId);
    this.server(resourceId).running = true;
  }

  isUp(resourceId: string): boolean {
    return this.servers.get(resourceId)?.running === true;
  }

  async stop(resourceId: string, how: 'fast' | 'crash'): Promise<void> {
    this.called('stop', `${resourceId} ${how}`);
    this.server(resourceId).running = false;
  }

  async drop(resourceId: string, { keepArchive }: { readonly keepArchive: boolean }): Promise<void> {
    this.called('drop', resourceId);
    this.servers.delete(resourceId);
    if (!keepArchive) this.archives.delete(resourceId);
  }

  dropArchive(resourceId: string): void {
    this.called('dropArchive', resourceId);
    this.archives.delete(resourceId);
  }

  async configure(resourceId: string, parameters: Readonly<Record<string, string>>): Promise<{ readonly pendingReboot: readonly string[] }> {
    this.called('configure', `${resourceId} ${JSON.stringify(parameters)}`);
    this.server(resourceId).applied = parameters;
    return { pendingReboot: Object.keys(parameters).filter((name) => this.needsReboot.has(name)) };
  }

  async rename(resourceId: string, identifier: string): Promise<void> {
    this.called('rename', `${resourceId} ${identifier}`);
    const server = this.server(resourceId);
    server.instance = { ...server.instance, identifier };
  }

  async setPassword(resourceId: string, _user: string, password: string): Promise<void> {
    this.called('setPassword', resourceId);
    this.server(resourceId).password = password;
  }

  async sizeBytes(resourceId: string): Promise<number | null> {
    return this.server(resourceId).running ? this.server(resourceId).data.length : null;
  }

  port(identifier: string): number {
    return 20_000 + [...identifier].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 10_000, 7);
  }

  isQuiet(): boolean {
    return false;
  }

  async ship(resourceId: string): Promise<number> {
    this.called('ship', resourceId);
    const archive = this.archives.get(resourceId);
    if (!archive || !this.server(resourceId).running) throw new EngineFailure('the server does not run');
    if (!archive.frozen) archive.latestMicros = this.nowMicros();
    return archive.latestMicros;
  }

  window(resourceId: string): { readonly earliestMicros: number; readonly latestMicros: number } | null {
    return this.archives.get(resourceId) ?? null;
  }

  expire(resourceId: string, beforeMicros: number): void {
    const archive = this.archives.get(resourceId);
    if (archive) archive.earliestMicros = Math.max(archive.earliestMicros, beforeMicros);
  }

  async snapshot(resourceId: string, keyArn: string | null): Promise<EnginePoint> {
    this.called('snapshot', resourceId);
    const server = this.server(resourceId);
    if (!server.running) throw new EngineFailure('the server does not run');
    return this.point(server.data, keyArn);
  }

  async copyPoint(point: string, keyArn: string | null): Promise<EnginePoint> {
    this.called('copyPoint', point);
    return this.point(this.data(point), keyArn);
  }

  releasePoint(point: string): void {
    this.points.delete(point);
  }

  async replicate(from: string, to: string, { until }: { readonly until: ReplicaMark | null }): Promise<ReplicaMark> {
    this.called('replicate', `${from} ${to}`);
    const source = this.archives.get(from);
    if (!source) throw new EngineFailure(`${from} has no archive`);
    const before = this.archives.get(to);
    if (until !== null) this.archives.set(to, { ...source, earliestMicros: before?.earliestMicros ?? until.latestMicros, latestMicros: until.latestMicros, writes: source.writes.filter(({ atMicros }) => atMicros <= until.latestMicros) });
    return { shipped: source.writes.length, latestMicros: source.latestMicros };
  }

  async damagePoint(point: string, how: { readonly mode: 'empty' | 'truncate' | 'swap'; readonly other?: string }): Promise<EnginePoint> {
    const data = this.data(point);
    switch (how.mode) {
      case 'empty': return this.point('', null);
      case 'truncate': return this.point(data.slice(0, data.length >> 1), null);
      case 'swap': return this.point(this.data(how.other ?? ''), null);
    }
  }

  insidePort(identifier: string): Promise<number | null> {
    return Promise.resolve(this.port(identifier));
  }

  portFault(identifier: string, fault: PortFault): void {
    this.faults.set(identifier, fault);
  }

  freezeShipping(resourceId: string, frozen: boolean): void {
    const archive = this.archives.get(resourceId);
    if (archive) archive.frozen = frozen;
  }

  async close(): Promise<void> {
    for (const server of this.servers.values()) server.running = false;
  }

  /** A client's write. */
  write(resourceId: string, data: string): void {
    this.server(resourceId).data = data;
    this.archives.get(resourceId)?.writes.push({ atMicros: this.nowMicros(), data });
  }

  server(resourceId: string): Server {
    const server = this.servers.get(resourceId);
    if (!server) throw new EngineFailure(`there is no server ${resourceId}`);
    return server;
  }

  private data(point: string): string {
    const found = this.points.get(point);
    if (!found) throw new EngineFailure(`there is no point ${point}`);
    return found.data;
  }

  private open(resourceId: string, data: string): void {
    const now = this.nowMicros();
    this.archives.set(resourceId, { earliestMicros: now, latestMicros: now, writes: [{ atMicros: now, data }], frozen: false });
  }

  private point(data: string, keyArn: string | null): EnginePoint {
    this.made += 1;
    const point = `point-${this.made}`;
    this.points.set(point, { data, keyArn });
    return { point, sizeBytes: data.length, atMicros: this.nowMicros() };
  }

  private called(method: keyof DbEngine, what: string): void {
    this.calls.push(`${method} ${what}`);
    const words = this.failing.get(method);
    if (words !== undefined) throw new EngineFailure(words);
  }
}
