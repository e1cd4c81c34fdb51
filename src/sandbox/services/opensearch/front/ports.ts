import type { StatementSync } from 'node:sqlite';
import { sha256 } from '#kit/digest';
import type { ProxyFault } from '../../../proxy/tcp-proxy.ts';
import type { SandboxContext } from '../../../service.ts';

const LOWEST = 12_000;
const COUNT = 6_000;

interface PortRow {
  readonly port: number;
  readonly fault: string;
}

/** The port of each domain and the fault at it: kept in the catalogue, below the range from which the system gives ports to outgoing connections. */
export class DomainPorts {
  private readonly context: Pick<SandboxContext, 'catalogue' | 'state'>;
  private readonly sql: Record<'find' | 'byPort' | 'put' | 'remove', StatementSync>;

  constructor(context: Pick<SandboxContext, 'catalogue' | 'state'>) {
    const { db } = context.catalogue;
    this.context = context;
    this.sql = {
      find: db.prepare('SELECT port, fault FROM opensearch_port WHERE ref = ?'),
      byPort: db.prepare('SELECT ref FROM opensearch_port WHERE port = ?'),
      put: db.prepare('INSERT OR REPLACE INTO opensearch_port (ref, port, fault) VALUES (?, ?, ?)'),
      remove: db.prepare('DELETE FROM opensearch_port WHERE ref = ?'),
    };
  }

  /** The port of a domain; chosen when it is first asked for. */
  port(ref: string): number {
    const known = this.row(ref);
    if (known) return known.port;
    // sandboxes on one machine begin at different numbers, so that they seldom want the same one
    const port = this.free(LOWEST + (Number.parseInt(sha256(`${this.context.state} ${ref}`).slice(0, 8), 16) % COUNT));
    this.put(ref, port, '{"kind":"none"}');
    return port;
  }

  /** Another port, because somebody else has this one. */
  next(ref: string): number {
    const { port, fault } = this.row(ref) ?? { port: LOWEST, fault: '{"kind":"none"}' };
    const next = this.free(port + 1);
    this.put(ref, next, fault);
    return next;
  }

  fault(ref: string): ProxyFault {
    return JSON.parse(this.row(ref)?.fault ?? '{"kind":"none"}') as ProxyFault;
  }

  setFault(ref: string, fault: ProxyFault): void {
    this.put(ref, this.port(ref), JSON.stringify(fault));
  }

  remove(ref: string): void {
    this.context.catalogue.transaction(() => this.sql.remove.run(ref));
  }

  private row(ref: string): PortRow | null {
    return (this.sql.find.get(ref) as unknown as PortRow | undefined) ?? null;
  }

  private put(ref: string, port: number, fault: string): void {
    this.context.catalogue.transaction(() => this.sql.put.run(ref, port, fault));
  }

  private free(from: number): number {
    let port = from;
    while (port >= LOWEST + COUNT || this.sql.byPort.get(port) !== undefined) port = port >= LOWEST + COUNT ? LOWEST : port + 1;
    return port;
  }
}
