import type { ProxyFault } from '../../../proxy/tcp-proxy.ts';
import type { SandboxContext } from '../../../service.ts';
import { hasEndpoint, type Domain } from '../model.ts';
import { stateOf } from '../state.ts';
import { answerData, type FrontParts } from './answer-data.ts';
import { DomainDoor } from './domain-door.ts';
import { DomainPorts } from './ports.ts';

const MOST_TRIES = 200;

/** Where clients reach the domains of a sandbox. */
export class DataPlane {
  private readonly context: SandboxContext;
  private readonly parts: FrontParts;
  private readonly ports: DomainPorts;
  private readonly doors = new Map<string, DomainDoor>();
  private closed = false;

  constructor(context: SandboxContext, parts: FrontParts) {
    this.context = context;
    this.parts = parts;
    this.ports = new DomainPorts(context);
  }

  /** Host and port, as the API tells the endpoint. */
  address({ ref }: Pick<Domain, 'ref'>): string {
    return `127.0.0.1:${this.ports.port(ref)}`;
  }

  /** Opens the ports of all domains that have an endpoint. */
  async openAll(): Promise<void> {
    await Promise.all(stateOf(this.context.catalogue).domains.all().filter(hasEndpoint).map((domain) => this.open(domain)));
  }

  /** Opens a domain's port; another one when it is taken by somebody else. */
  async open({ ref, name }: Domain): Promise<void> {
    if (this.closed || this.doors.has(ref)) return;
    const { log } = this.context;
    const door = new DomainDoor({
      answer: (request, response) => answerData(this.parts, ref, { request, response }),
      trouble: (error) => log(`opensearch: the port of ${name} could not be opened again: ${error.message}`),
    });
    this.doors.set(ref, door);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const port = this.ports.port(ref);
      try {
        await door.open(port, this.ports.fault(ref));
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
        log(`opensearch: port ${port} of ${name} is taken by another program; it is ${this.ports.next(ref)} from now on`);
      }
    }
  }

  /** Closes a domain's port for good. */
  async remove(ref: string): Promise<void> {
    await this.shut(ref);
    this.ports.remove(ref);
  }

  setFault(ref: string, fault: ProxyFault): void {
    this.ports.setFault(ref, fault);
    this.doors.get(ref)?.setFault(fault);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.doors.keys()].map((ref) => this.shut(ref)));
  }

  private async shut(ref: string): Promise<void> {
    const door = this.doors.get(ref);
    this.doors.delete(ref);
    await door?.close();
  }
}
