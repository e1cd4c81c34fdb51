import type { ProxyFault } from '../../../proxy/tcp-proxy.ts';
import { insideOf } from '../../../front-door/inside-of.ts';
import { RegionGate, type OpenCall } from '../../../front-door/region-gate.ts';
import { faultAtPort } from '../../../regions/fault-at-port.ts';
import { regionFaultsOf, type RegionFaults } from '../../../regions/region-faults.ts';
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
  private readonly regions: RegionFaults;
  private readonly gate: RegionGate;
  private closed = false;

  constructor(context: SandboxContext, parts: FrontParts) {
    this.context = context;
    this.parts = parts;
    this.ports = new DomainPorts(context);
    this.regions = regionFaultsOf(context.catalogue);
    this.gate = new RegionGate(this.regions);
    this.regions.onChange(() => Promise.all([...this.doors.keys()].map((ref) => this.apply(ref))));
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
  async open({ ref, name, region }: Domain): Promise<void> {
    if (this.closed || this.doors.has(ref)) return;
    const { log } = this.context;
    const door = new DomainDoor({
      answer: (request, response) => this.answer({ request, response, reach: () => ({ regions: [region], from: insideOf(request.headers as Readonly<Record<string, string>>) }) }, ref),
      trouble: (error) => log(`opensearch: the port of ${name} could not be opened again: ${error.message}`),
    });
    this.doors.set(ref, door);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const port = this.ports.port(ref);
      try {
        await door.open(port, this.fault(ref));
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
    void this.apply(ref);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.doors.keys()].map((ref) => this.shut(ref)));
  }

  /** In a partition clients outside hear nothing, which only a look at each request can tell. */
  private answer(call: OpenCall, ref: string): void {
    if (!this.gate.enters(call)) return;
    call.response.once('close', () => this.gate.leaves(call));
    answerData(this.parts, ref, call);
  }

  private async apply(ref: string): Promise<void> {
    await this.doors.get(ref)?.setFault(this.fault(ref));
  }

  private fault(ref: string): ProxyFault {
    const cut = this.regions.cutOf(stateOf(this.context.catalogue).domains.byRef(ref)?.region ?? '');
    return faultAtPort(this.ports.fault(ref), cut === 'partition' ? null : cut);
  }

  private async shut(ref: string): Promise<void> {
    const door = this.doors.get(ref);
    this.doors.delete(ref);
    await door?.close();
  }
}
