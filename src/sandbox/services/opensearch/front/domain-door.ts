import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { TcpProxy, type ProxyFault } from '../../../proxy/tcp-proxy.ts';

const LONGEST_HEAD_BYTES = 65_536;
const KEEP_ALIVE_MS = 120_000;

interface DoorInput {
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Told when the port could not be opened again after `refuse`. */
  trouble(error: Error): void;
}

/** One domain's way in: an HTTP server that only the proxy knows, and the proxy at the domain's port, where the network can fail. */
export class DomainDoor {
  private readonly server: Server;
  private readonly proxy: TcpProxy;

  constructor({ answer, trouble }: DoorInput) {
    this.server = createServer({ maxHeaderSize: LONGEST_HEAD_BYTES, keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, noDelay: true });
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      // a connection that breaks shows as `close`; without a listener its error would end the process
      response.on('error', () => response.destroy());
      answer(request, response);
    };
    this.server.on('request', serve);
    this.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      serve(request, response);
    });
    this.proxy = new TcpProxy({ trouble, dial: () => this.dial() });
  }

  /** Rejects with EADDRINUSE when somebody else has the port. */
  async open(port: number, fault: ProxyFault): Promise<void> {
    if (!this.server.listening) await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ port: 0, host: '127.0.0.1' }, resolve);
    });
    void this.proxy.setFault(fault);
    await this.proxy.listen(port);
  }

  setFault(fault: ProxyFault): Promise<void> {
    return this.proxy.setFault(fault);
  }

  async close(): Promise<void> {
    await this.proxy.close();
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise<void>((resolve) => { this.server.close(() => resolve()); });
  }

  private dial(): ReturnType<TcpDial> {
    return new Promise((resolve, reject) => {
      const { port } = this.server.address() as AddressInfo;
      const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true }, () => resolve(socket));
      socket.once('error', reject);
    });
  }
}

type TcpDial = ConstructorParameters<typeof TcpProxy>[0]['dial'];
