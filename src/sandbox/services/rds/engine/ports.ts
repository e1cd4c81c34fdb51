import type { Socket } from 'node:net';
import type { StatementSync } from 'node:sqlite';
import { freePort } from '#engines/free-port';
import { sha256 } from '#kit/digest';
import { TcpProxy } from '../../../proxy/tcp-proxy.ts';
import { faultAtPort } from '../../../regions/fault-at-port.ts';
import { regionFaultsOf, type RegionFaults } from '../../../regions/region-faults.ts';
import type { SandboxContext } from '../../../service.ts';
import type { PortFault } from './db-engine.ts';

const LOWEST = 20_000;
const COUNT = 12_000;

interface PortRow {
  readonly identifier: string;
  readonly port: number;
  readonly fault: string;
}

/**
 * Where clients reach instances: one port for each identifier, kept in the catalogue and below the range from which the system gives
 * ports to outgoing connections. Faults at a port stay until they are healed, also over a restart; in a region that is cut all ports are.
 */
export class Ports {
  private readonly context: Pick<SandboxContext, 'catalogue' | 'log' | 'state'>;
  private readonly dial: (identifier: string) => Promise<Socket>;
  private readonly proxies = new Map<string, TcpProxy>();
  /** Ways in for processes of the same region, beside the ports. */
  private readonly inside = new Map<string, TcpProxy>();
  private readonly regions: RegionFaults;
  private closed = false;
  private readonly sql: Record<'find' | 'byPort' | 'put', StatementSync>;

  constructor(context: Pick<SandboxContext, 'catalogue' | 'log' | 'state'>, dial: (identifier: string) => Promise<Socket>) {
    this.context = context;
    this.dial = dial;
    this.regions = regionFaultsOf(context.catalogue);
    this.regions.onChange(() => Promise.all([...this.proxies.keys()].map((identifier) => this.apply(identifier))));
    const { db } = context.catalogue;
    this.sql = {
      find: db.prepare('SELECT * FROM rds_engine_port WHERE identifier = ?'),
      byPort: db.prepare('SELECT * FROM rds_engine_port WHERE port = ?'),
      put: db.prepare('INSERT OR REPLACE INTO rds_engine_port (identifier, port, fault) VALUES (?, ?, ?)'),
    };
  }

  /** The port of an identifier; chosen when it is first asked for. */
  port(identifier: string): number {
    return this.row(identifier).port;
  }

  /** Opens an identifier's port; another one when it is taken by somebody else. */
  async open(identifier: string): Promise<void> {
    if (this.closed || this.proxies.has(identifier)) return;
    const proxy = this.proxy(identifier);
    this.proxies.set(identifier, proxy);
    void proxy.setFault(this.fault(identifier, false));
    for (let tries = 0; tries < COUNT; tries += 1) {
      const { port, fault } = this.row(identifier);
      try {
        await proxy.listen(port);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
        const next = this.free(port + 1);
        this.context.log(`rds: port ${port} of ${identifier} is taken by another program; it is ${next} from now on`);
        this.context.catalogue.transaction(() => this.sql.put.run(identifier, next, fault));
      }
    }
  }

  /** Closes a port: its clients are cut, new ones refused. The number stays reserved. */
  async close(identifier: string): Promise<void> {
    const both = [this.proxies, this.inside].map((proxies) => proxies.get(identifier));
    for (const proxies of [this.proxies, this.inside]) proxies.delete(identifier);
    await Promise.all(both.map((proxy) => proxy?.close()));
  }

  /** A second way in, which a partition of the region leaves open; null while the port is closed. Another one after a restart of the sandbox. */
  async insidePort(identifier: string): Promise<number | null> {
    if (this.closed || !this.proxies.has(identifier)) return null;
    const port = await freePort();
    const known = this.inside.get(identifier);
    if (known) return known.port;
    const proxy = this.proxy(identifier);
    this.inside.set(identifier, proxy);
    void proxy.setFault(this.fault(identifier, true));
    await proxy.listen(port);
    return port;
  }

  setFault(identifier: string, fault: PortFault): void {
    this.context.catalogue.transaction(() => this.sql.put.run(identifier, this.row(identifier).port, JSON.stringify(fault)));
    void this.apply(identifier);
  }

  private async apply(identifier: string): Promise<void> {
    await Promise.all([this.proxies.get(identifier)?.setFault(this.fault(identifier, false)), this.inside.get(identifier)?.setFault(this.fault(identifier, true))]);
  }

  /** Its own fault, or that of its region, which is the last part of an identifier. */
  private fault(identifier: string, inside: boolean): PortFault {
    const cut = this.regions.cutOf(identifier.slice(identifier.lastIndexOf('.') + 1));
    return faultAtPort(JSON.parse(this.row(identifier).fault) as PortFault, inside && cut === 'partition' ? null : cut);
  }

  private proxy(identifier: string): TcpProxy {
    return new TcpProxy({ dial: () => this.dial(identifier), trouble: (error) => this.context.log(`rds: the port of ${identifier} could not be opened again: ${error.message}`) });
  }

  /** Closes all ports for good. */
  async closeAll(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.proxies.keys()].map((identifier) => this.close(identifier)));
  }

  private row(identifier: string): PortRow {
    const known = this.sql.find.get(identifier) as unknown as PortRow | undefined;
    if (known) return known;
    // sandboxes on one machine begin at different numbers, so that they seldom want the same one
    const port = this.free(LOWEST + (Number.parseInt(sha256(`${this.context.state} ${identifier}`).slice(0, 8), 16) % COUNT));
    this.context.catalogue.transaction(() => this.sql.put.run(identifier, port, JSON.stringify({ kind: 'none' })));
    return { identifier, port, fault: '{"kind":"none"}' };
  }

  private free(from: number): number {
    let port = from;
    while (port >= LOWEST + COUNT || this.sql.byPort.get(port) !== undefined) port = port >= LOWEST + COUNT ? LOWEST : port + 1;
    return port;
  }
}
