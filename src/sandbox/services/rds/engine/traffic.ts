import type { Socket } from 'node:net';

interface Server {
  readonly open: Set<Socket>;
  /** Bytes of connections that have ended. */
  ended: number;
  /** Bytes that clients had sent when the server was last found to have written nothing; null when it had, or was not looked at since. */
  quietAt: number | null;
}

/** What clients send to each server, so that one whom nobody has asked anything need not be asked whether it wrote something. Known since the sandbox started. */
export class Traffic {
  private readonly servers = new Map<string, Server>();

  /** Counts what a client sends over this connection from now on. */
  watched(resource: string, behind: Socket): Socket {
    const server = this.server(resource);
    server.open.add(behind);
    behind.once('close', () => {
      server.open.delete(behind);
      server.ended += behind.bytesWritten;
    });
    return behind;
  }

  /** How much clients have sent so far; to be read before the server is asked what it has written. */
  sent(resource: string): number {
    const { open, ended } = this.server(resource);
    let sent = ended;
    for (const { bytesWritten } of open) sent += bytesWritten;
    return sent;
  }

  /** Notes that a server had written nothing when clients had sent so much. */
  quiet(resource: string, sent: number): void {
    this.server(resource).quietAt = sent;
  }

  /** Something may have been written. */
  stir(resource: string): void {
    this.server(resource).quietAt = null;
  }

  isQuiet(resource: string): boolean {
    return this.server(resource).quietAt === this.sent(resource);
  }

  private server(resource: string): Server {
    const known = this.servers.get(resource);
    if (known) return known;
    const server: Server = { open: new Set(), ended: 0, quietAt: null };
    this.servers.set(resource, server);
    return server;
  }
}
