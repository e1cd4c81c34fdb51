import type { Socket } from 'node:net';
import { ProxyLine } from './proxy-line.ts';
import type { ProxyFault } from './tcp-proxy.ts';

/** One client's connection and the one behind it, with a line in each direction. Both end together. */
export class ProxyConnection {
  private readonly client: Socket;
  private readonly dial: () => Promise<Socket>;
  private fault: ProxyFault;
  private begun = false;
  private lines: readonly ProxyLine[] = [];
  private behind: Socket | null = null;

  constructor(client: Socket, dial: () => Promise<Socket>, fault: ProxyFault) {
    this.client = client;
    this.dial = dial;
    this.fault = fault;
    // its end is what both sides are told by `close`
    client.on('error', () => this.reset());
    client.once('close', () => this.behind?.destroy());
  }

  /** Dials what lies behind, unless nothing gets through: then once that is over. */
  begin(): void {
    if (this.begun || this.fault.kind === 'black-hole') return;
    this.begun = true;
    this.dial().then((behind) => this.join(behind), () => this.reset());
  }

  setFault(fault: ProxyFault): void {
    this.fault = fault;
    for (const line of this.lines) line.setFault(fault);
    this.begin();
  }

  /** Ends both sides at once, with RST. */
  reset(): void {
    if (!this.client.destroyed) this.client.resetAndDestroy();
    this.behind?.destroy();
    for (const line of this.lines) line.stop();
  }

  private join(behind: Socket): void {
    this.behind = behind;
    behind.on('error', () => this.reset());
    behind.once('close', () => this.backendClosed());
    if (this.client.destroyed) {
      behind.destroy();
      return;
    }
    this.lines = [new ProxyLine(this.client, behind, this.fault), new ProxyLine(behind, this.client, this.fault)];
    for (const line of this.lines) line.start();
  }

  /** The server has gone: what it sent still travels to the client; without a FIN on its way the connection is cut. */
  private backendClosed(): void {
    if (!this.lines[1]?.sawEnd) this.reset();
    else this.lines[0]?.stop();
  }
}
