import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { ProxyConnection } from './proxy-connection.ts';

/** What a port does to its clients. `slow` delays each byte by `latencyMs` and lets no more than `bytesPerSecond` through in each direction. */
export type ProxyFault =
  | { readonly kind: 'none' | 'refuse' | 'reset' | 'black-hole' }
  | { readonly kind: 'slow'; readonly latencyMs: number; readonly bytesPerSecond: number | null };

export interface ProxyInput {
  /** A connection to what lies behind; may take its time, clients wait. A rejection ends the client's connection. */
  readonly dial: () => Promise<Socket>;
  /** Told when the port could not be opened again after `refuse`. */
  readonly trouble: (error: Error) => void;
}

/** A port on 127.0.0.1 in front of a server of ours, at which the network can fail: the only way in, so that a fault reaches every client. */
export class TcpProxy {
  private readonly input: ProxyInput;
  private readonly connections = new Set<ProxyConnection>();
  private server: Server | null = null;
  private fault: ProxyFault = { kind: 'none' };
  private at = 0;
  /** Openings and closings one after the other: the port is the same each time. */
  private turn: Promise<void> = Promise.resolve();

  constructor(input: ProxyInput) {
    this.input = input;
  }

  get port(): number {
    return this.at;
  }

  /** Opens the port; rejects when it is taken. Under the fault `refuse` it stays closed until that is healed. */
  async listen(port: number): Promise<void> {
    this.at = port;
    await this.next(() => this.open());
  }

  /** Changes what happens at the port, also to connections that are open; resolves when the port is open or closed as it is to be. */
  async setFault(fault: ProxyFault): Promise<void> {
    this.fault = fault;
    const cut = fault.kind === 'refuse' || fault.kind === 'reset';
    for (const connection of this.connections) {
      if (cut) connection.reset();
      else connection.setFault(fault);
    }
    await this.next(() => (fault.kind === 'refuse' ? this.shut() : this.open())).catch((error: unknown) => this.input.trouble(error as Error));
  }

  /** Closes the port and every connection. */
  async close(): Promise<void> {
    this.at = 0;
    for (const connection of this.connections) connection.reset();
    await this.next(() => this.shut());
  }

  private next(work: () => Promise<void>): Promise<void> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async open(): Promise<void> {
    if (this.server !== null || this.at === 0 || this.fault.kind === 'refuse') return;
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => this.take(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: this.at, host: '127.0.0.1' }, resolve);
    });
    // a listening server fails only when no file is left to open; its clients see that themselves
    server.on('error', () => undefined);
    this.server = server;
  }

  private async shut(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (server === null) return;
    await new Promise<void>((resolve) => { server.close(() => resolve()); });
  }

  private take(client: Socket): void {
    if (this.fault.kind === 'reset' || this.fault.kind === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const connection = new ProxyConnection(client, this.input.dial, this.fault);
    this.connections.add(connection);
    client.once('close', () => this.connections.delete(connection));
    connection.begin();
  }
}
