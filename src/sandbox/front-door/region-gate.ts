import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isCut, type Lost, type Reach } from '../regions/is-cut.ts';
import type { RegionFaults } from '../regions/region-faults.ts';

/** A call that is being answered. */
export interface OpenCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What a cut needs to know of it. */
  readonly reach: () => Reach;
}

/**
 * What a cut of the network does to calls at the front door: new ones do not come in, answers to those that are in do not get out. A call that
 * hears nothing keeps its connection until its client gives up, the region is healed or the sandbox stops, and takes no part in drill time.
 */
export class RegionGate {
  private readonly faults: RegionFaults;
  private readonly open = new Set<OpenCall>();
  private readonly silent = new Map<Socket, Reach>();

  constructor(faults: RegionFaults) {
    this.faults = faults;
    faults.onChange(() => this.review());
  }

  /** Takes a call in; false when the network has swallowed it. */
  enters(call: OpenCall): boolean {
    const lost = this.lost(call.reach);
    if (lost !== null) {
      lose(call, lost, () => this.silence(call));
      return false;
    }
    this.open.add(call);
    return true;
  }

  leaves(call: OpenCall): void {
    this.open.delete(call);
  }

  /** Whether nothing that is written to this answer arrives any more. */
  isSilent({ socket }: IncomingMessage): boolean {
    return this.silent.size > 0 && this.silent.has(socket);
  }

  /** Whether a caller is cut off from a region on the way through another one. */
  cutsOff(region: string, from: Reach['from']): boolean {
    return !this.faults.quiet && isCut({ regions: [region], from }, this.faults) !== null;
  }

  private review(): void {
    for (const [socket, reach] of this.silent) {
      // its connection is broken by now: whoever still waits begins anew
      if (isCut(reach, this.faults) !== 'black-hole') socket.resetAndDestroy();
    }
    if (this.faults.quiet) return;
    for (const call of this.open) {
      const lost = this.lost(call.reach);
      if (lost !== null) lose(call, lost, () => this.silence(call));
    }
  }

  private lost(reach: OpenCall['reach']): Lost | null {
    return this.faults.quiet ? null : isCut(reach(), this.faults);
  }

  private silence({ request, response, reach }: OpenCall): void {
    const { socket } = request;
    if (response.writableFinished) return;
    this.silent.set(socket, reach());
    socket.once('close', () => this.silent.delete(socket));
    // the end of a client is seen only on a connection that is read
    request.resume();
    if (response.socket === null) return;
    response.detachSocket(socket);
    response.emit('close');
  }
}

function lose({ request }: OpenCall, lost: Lost, silence: () => void): void {
  if (request.socket.destroyed) return;
  if (lost === 'refuse') request.socket.resetAndDestroy();
  else silence();
}
